import { randomUUID } from 'node:crypto';
import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { dropAccessDatabase, openAccessDatabase } from '../testing/access-database.js';
import { erasureRequestModel } from './erasure.model.js';
import { requestErasure } from './erasure.repository.js';
import { createReceiptClaims } from './receipt-claims.js';
import { changeUser, ensureUser } from './user.repository.js';
import { userModel } from './user.model.js';

const NOW_MS = Date.UTC(2026, 10, 21);
let connection: Connection;

beforeAll(async () => {
  connection = await openAccessDatabase(process.env.MONGODB_URI);
});
afterAll(() => dropAccessDatabase(connection));

async function aPerson(): Promise<string> {
  const userId = randomUUID();
  await ensureUser(connection, 'acme', userId, NOW_MS - 1_000);
  return userId;
}

const request = (userId: string, nowMs = NOW_MS) => requestErasure(connection, 'acme', userId, nowMs);
const stored = (userId: string) => erasureRequestModel(connection).countDocuments({ tenant: 'acme', userId });

const receive = (userId: string, receivedMs: number) =>
  createReceiptClaims(connection).claim({
    tenant: 'acme',
    userId,
    batchId: randomUUID(),
    contentHash: 'x',
    receivedMs,
    records: 1,
    deletions: 0,
  });

describe('the request to erase a person', () => {
  it('is one, however often it is asked for while it lasts, also at once', async () => {
    const userId = await aPerson();
    await receive(userId, NOW_MS);
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, (_, i) => request(userId, NOW_MS + i)));
    for (const other of [...others, await request(userId, NOW_MS + 60_000)]) expect(other).toEqual(first);
    expect(await stored(userId)).toBe(1);
  });

  it('is made good where the one who noted it went away before', async () => {
    const userId = await aPerson();
    const erasure = { id: randomUUID(), requestedMs: NOW_MS };
    await userModel(connection).updateOne({ _id: userKey('acme', userId) }, { $set: { erasure } });
    expect(await request(userId, NOW_MS + 1)).toMatchObject({ erasureId: erasure.id, requestedMs: NOW_MS });
    expect(await stored(userId)).toBe(1);
  });

  it('is still there where only its end has yet to be noted, and then it is not', async () => {
    const userId = await aPerson();
    const first = await request(userId);
    await userModel(connection).deleteOne({ _id: userKey('acme', userId) });
    expect(await request(userId, NOW_MS + 1)).toEqual(first);
    await erasureRequestModel(connection).updateOne(
      { _id: first?.erasureId ?? '' },
      { $set: { completedMs: NOW_MS + 2 } },
    );
    expect(await request(userId, NOW_MS + 3)).toBeNull();
  });

  it.each([
    ['settings', (userId: string) => changeUser(connection, 'acme', userId, {}, NOW_MS + 1)],
    ['a batch', (userId: string) => receive(userId, NOW_MS + 1)],
  ])('is another one for a new life that began with %s', async (_title, begin) => {
    const userId = await aPerson();
    const first = await request(userId);
    await begin(userId);
    const both = await Promise.all([request(userId, NOW_MS + 2), request(userId, NOW_MS + 2)]);
    expect(both[0]?.erasureId).not.toBe(first?.erasureId);
    expect(both[1]).toEqual(both[0]);
    expect(await stored(userId)).toBe(2);
  });
});
