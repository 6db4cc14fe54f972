import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { dropAccessDatabase, openAccessDatabase } from '../testing/access-database.js';
import { createTokenFamily, findTokenFamily, forgetTokensOf, rotateRefreshToken } from './device-token.repository.js';
import { currentSigningKey, findVerificationKey, rotateSigningKey } from './signing-key.repository.js';

const NOW_MS = Date.now();
const DAY_MS = 86_400_000;
let connection: Connection;

beforeAll(async () => {
  connection = await openAccessDatabase(process.env.MONGODB_URI);
});
afterAll(() => dropAccessDatabase(connection));

const aFamily = (userId: string = randomUUID(), nowMs = NOW_MS) =>
  createTokenFamily(connection, { tenant: 'acme', userId, scopes: ['ingest', 'read'] }, nowMs);
const rotate = (token: string, nowMs = NOW_MS) => rotateRefreshToken(connection, token, nowMs);

describe('refresh tokens', () => {
  it('are exchanged once each, and nowhere stored', async () => {
    const made = await aFamily();
    const second = await rotate(made.refreshToken);
    const third = await rotate(second?.refreshToken ?? '');
    expect(second?.family).toEqual(made.family);
    const tokens = [made.refreshToken, second?.refreshToken, third?.refreshToken];
    expect(new Set(tokens).size).toBe(3);
    const stored = JSON.stringify(await connection.collection('refresh_tokens').find().toArray());
    for (const token of tokens) expect(stored).not.toContain(token);
  });

  it('revoke their family when one is used again', async () => {
    const made = await aFamily();
    const second = await rotate(made.refreshToken);
    expect(await rotate(made.refreshToken)).toBeNull();
    expect(await rotate(second?.refreshToken ?? '')).toBeNull();
    expect((await findTokenFamily(connection, made.family.familyId))?.revokedMs).toBe(NOW_MS);
    expect((await findTokenFamily(connection, (await aFamily()).family.familyId))?.revokedMs).toBeNull();
  });

  it('are won by one of many who use the same at once, and the family is revoked', async () => {
    const { refreshToken, family } = await aFamily();
    const results = await Promise.all(Array.from({ length: 10 }, () => rotate(refreshToken)));
    expect(results.filter((result) => result !== null).length).toBeLessThanOrEqual(1);
    expect((await findTokenFamily(connection, family.familyId))?.revokedMs).not.toBeNull();
  });

  it('are refused when unknown, or silent for ninety days', async () => {
    expect(await rotate('trr_nobody')).toBeNull();
    const { refreshToken } = await aFamily();
    expect(await rotate(refreshToken, NOW_MS + 90 * DAY_MS)).toBeNull();
    expect(await rotate(refreshToken, NOW_MS + 90 * DAY_MS - 1)).not.toBeNull();
  });

  it('are forgotten with the person, those of a later life excepted', async () => {
    const userId = randomUUID();
    const old = await aFamily(userId);
    const later = await aFamily(userId, NOW_MS + 1);
    await forgetTokensOf(connection, 'acme', userId, NOW_MS);
    expect(await findTokenFamily(connection, old.family.familyId)).toBeNull();
    expect(await rotate(old.refreshToken)).toBeNull();
    expect(await rotate(later.refreshToken, NOW_MS + 2)).not.toBeNull();
  });
});

describe('signing keys', () => {
  it('are made on demand and kept until the tokens they signed have expired', async () => {
    const first = await currentSigningKey(connection, NOW_MS);
    expect((await currentSigningKey(connection, NOW_MS)).kid).toBe(first.kid);
    const second = await rotateSigningKey(connection, NOW_MS + 1);
    expect((await currentSigningKey(connection, NOW_MS + 2)).kid).toBe(second);
    const publicKey = await findVerificationKey(connection, first.kid, NOW_MS + 60 * 60_000);
    expect(publicKey).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    expect(publicKey).not.toHaveProperty('d');
    expect(await findVerificationKey(connection, first.kid, NOW_MS + 70 * 60_000)).toBeNull();
    expect(await findVerificationKey(connection, second, NOW_MS + DAY_MS)).not.toBeNull();
    expect(await findVerificationKey(connection, 'none', NOW_MS)).toBeNull();
  });
});
