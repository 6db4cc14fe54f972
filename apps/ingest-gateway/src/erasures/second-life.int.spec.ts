import { randomUUID } from 'node:crypto';
import { userKey } from '@tributary/contracts';
import { openStore, userData, type Store } from '@tributary/store';
import { waitFor } from '@tributary/testing';
import { playErasure, type RequestedErasure } from '../testing/played-erasure.js';
import { connectTestKafka, startTestGateway, testMongodbUri, type TestGateway } from '../testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
let gateway: TestGateway;
let other: TestGateway;
let store: Store;

beforeAll(async () => {
  const mongodbUri = testMongodbUri();
  const kafka = await connectTestKafka(brokers);
  await kafka.close();
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
  other = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
  store = await openStore({ uri: mongodbUri });
  for (const { isReady } of [gateway, other]) await waitFor('the gateway to be ready', isReady);
});
afterAll(async () => {
  await gateway.close();
  await other.close();
  await store.connection.dropDatabase();
  await store.close();
});

const pathOf = (userId: string) => `/v1/users/${userId}`;
const send = (to: TestGateway, userId: string, batchId: string) =>
  to.call('POST', `${pathOf(userId)}/batches`, { body: { batchId, platform: 'healthkit', records: [{}] } });

const erase = async (userId: string): Promise<RequestedErasure> =>
  (await gateway.call('DELETE', pathOf(userId))).json as unknown as RequestedErasure;

async function storeSyncState(userId: string, receivedMs: number): Promise<void> {
  const recordType = 'HKQuantityTypeIdentifierStepCount';
  const state = {
    platform: 'healthkit',
    recordType,
    oldestMs: null,
    newestMs: null,
    startHours: [],
    records: 0,
    lastReceivedMs: 0,
    anchor: 'opaque',
    anchorMs: receivedMs,
    needsSnapshot: false,
    unavailableMs: null,
    doubtHour: null,
    latestSnapshotMs: null,
    covered: [],
    backfilled: [],
  };
  await userData(store).syncStates.write(userKey('demo', userId), new Map([[`healthkit|${recordType}`, state]]));
}

describe('a person who is begun anew before the erasure is done', () => {
  it('is served nothing of the life before, and what comes now', async () => {
    const userId = `user-${randomUUID()}`;
    const read = (rest: string) => gateway.call('GET', `${pathOf(userId)}/${rest}`);
    await send(gateway, userId, 'b-old');
    await storeSyncState(userId, Date.now());
    expect((await read('sync-state')).json['data']).toHaveLength(1);
    await erase(userId);
    expect((await gateway.call('PUT', pathOf(userId), { body: {} })).status).toBe(201);
    expect(await read('sync-state')).toMatchObject({ status: 200, json: { data: [], nextCursor: null } });
    expect((await read('batches/b-old')).status).toBe(404);
    await send(gateway, userId, 'b-new');
    expect(await read('batches/b-new')).toMatchObject({ status: 200, json: { status: 'accepted' } });
  });
});

describe('a device token of an erased person', () => {
  it('is worth nothing from the request on, though it was just used', async () => {
    const userId = `user-${randomUUID()}`;
    await send(gateway, userId, 'b-1');
    const { json } = await gateway.call('POST', `${pathOf(userId)}/device-tokens`, { body: {} });
    const upload = () =>
      gateway.call('POST', `${pathOf(userId)}/batches`, {
        token: String(json['accessToken']),
        body: { platform: 'healthkit', records: [{}] },
      });
    expect((await upload()).status).toBe(202);
    await erase(userId);
    expect(await upload()).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
  });
});

describe('the id of an erased person', () => {
  it.each([
    ['device-tokens', 'POST', {}, 201],
    ['priorities', 'PUT', { rules: [] }, 202],
    ['sync-state', 'GET', undefined, 200],
    ['', 'DELETE', undefined, 202],
  ])(
    'is known again to %s %s from its next batch on, whichever gateway took that',
    async (call, method, body, status) => {
      const userId = `user-${randomUUID()}`;
      const path = call === '' ? pathOf(userId) : `${pathOf(userId)}/${call}`;
      const ask = () => gateway.call(method, path, body && { body });
      for (const [index, each] of [gateway, other].entries())
        expect((await send(each, userId, `b-${String(index)}`)).status).toBe(202);
      await playErasure(store, userId, await erase(userId));
      expect((await ask()).status).toBe(404);
      expect((await send(other, userId, 'b-2')).status).toBe(202);
      expect((await ask()).status).toBe(status);
    },
  );
});
