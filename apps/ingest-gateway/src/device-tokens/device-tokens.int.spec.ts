import { randomUUID } from 'node:crypto';
import { waitFor } from '@tributary/testing';
import { openStore, rotateSigningKey, userData, type Store } from '@tributary/store';
import { userKey } from '@tributary/contracts';
import { connectTestKafka, startTestGateway, testMongodbUri, type TestGateway } from '../testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
let gateway: TestGateway;
let store: Store;

beforeAll(async () => {
  const mongodbUri = testMongodbUri();
  const kafka = await connectTestKafka(brokers);
  await kafka.close();
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
  store = await openStore({ uri: mongodbUri });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  await store.connection.dropDatabase();
  await store.close();
});

async function aPerson(): Promise<string> {
  const userId = `user-${randomUUID()}`;
  await gateway.call('PUT', `/v1/users/${userId}`, { body: {} });
  return userId;
}

interface Pair {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
  readonly scopes: readonly string[];
}

async function issue(userId: string, body?: object): Promise<Pair> {
  const { status, json } = await gateway.call('POST', `/v1/users/${userId}/device-tokens`, body ? { body } : {});
  expect(status).toBe(201);
  return json as unknown as Pair;
}

const refresh = (refreshToken: string) =>
  gateway.call('POST', '/v1/device-tokens/refresh', { token: null, body: { refreshToken } });
const send = (userId: string, token: string) =>
  gateway.call('POST', `/v1/users/${userId}/batches`, { token, body: { platform: 'healthkit', records: [{}] } });

describe('device tokens', () => {
  it('send for their person, and for nobody else', async () => {
    const [userId, other] = [await aPerson(), await aPerson()];
    const { accessToken, expiresIn, scopes } = await issue(userId);
    expect({ expiresIn, scopes }).toEqual({ expiresIn: 3_600, scopes: ['ingest'] });
    expect((await send(userId, accessToken)).status).toBe(202);
    expect(await send(other, accessToken)).toMatchObject({ status: 403, json: { code: 'user_mismatch' } });
    const settings = await gateway.call('PUT', `/v1/users/${userId}`, { token: accessToken, body: {} });
    expect(settings).toMatchObject({ status: 403, json: { code: 'scope_missing' } });
  });

  it('may read too, where that is asked for; nothing else can be asked for', async () => {
    const userId = await aPerson();
    expect((await issue(userId, { scopes: ['ingest', 'read'] })).scopes).toEqual(['ingest', 'read']);
    for (const scopes of [['read'], ['ingest', 'admin'], []]) {
      const answer = await gateway.call('POST', `/v1/users/${userId}/device-tokens`, { body: { scopes } });
      expect(answer).toMatchObject({ status: 400, json: { code: 'envelope_invalid' } });
    }
    const unknown = await gateway.call('POST', `/v1/users/${randomUUID()}/device-tokens`, { body: {} });
    expect(unknown).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });

  it('are exchanged for a new pair', async () => {
    const userId = await aPerson();
    const { refreshToken } = await issue(userId);
    const answer = await refresh(refreshToken);
    expect(answer).toMatchObject({ status: 200, json: { expiresIn: 3_600, scopes: ['ingest'] } });
    expect((await send(userId, String(answer.json['accessToken']))).status).toBe(202);
    const unknown = await refresh('trr_nobody');
    expect(unknown).toMatchObject({ status: 401, json: { code: 'token_invalid' } });
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('stop at once when a refresh token is used twice', async () => {
    const userId = await aPerson();
    const first = await issue(userId);
    const second = (await refresh(first.refreshToken)).json as unknown as Pair;
    expect((await send(userId, second.accessToken)).status).toBe(202);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(second.refreshToken)).status).toBe(401);
    for (const { accessToken } of [first, second]) expect((await send(userId, accessToken)).status).toBe(401);
  });

  it('outlive a change of the signing key', async () => {
    const userId = await aPerson();
    const { accessToken } = await issue(userId);
    await rotateSigningKey(store.connection, Date.now());
    expect((await send(userId, accessToken)).status).toBe(202);
  });
});

describe('sync state', () => {
  it('tells an app what is stored of its person, by platform and type', async () => {
    const userId = await aPerson();
    const { accessToken } = await issue(userId);
    const path = `/v1/users/${userId}/sync-state`;
    expect(await gateway.call('GET', path, { token: accessToken })).toMatchObject({ status: 200, json: { data: [] } });
    const [fromMs, toMs] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 2, 29, 6, 15)];
    const states = userData(store).syncStates;
    await states.write(
      userKey('demo', userId),
      new Map([
        [
          'healthkit|HKQuantityTypeIdentifierStepCount',
          {
            platform: 'healthkit',
            recordType: 'HKQuantityTypeIdentifierStepCount',
            oldestMs: fromMs,
            newestMs: toMs,
            startHours: [],
            records: 12,
            lastReceivedMs: toMs,
            anchor: 'opaque',
            anchorMs: toMs,
            needsSnapshot: true,
            unavailableMs: toMs,
            doubtHour: null,
            latestSnapshotMs: null,
            covered: [],
            backfilled: [{ fromMs, toMs }],
          },
        ],
      ]),
    );
    const [from, to] = ['2026-01-01T00:00:00.000Z', '2026-03-29T06:15:00.000Z'];
    expect((await gateway.call('GET', path, { token: accessToken })).json['data']).toEqual([
      {
        platform: 'healthkit',
        recordType: 'HKQuantityTypeIdentifierStepCount',
        oldestStart: from,
        newestEnd: to,
        records: 12,
        lastReceivedAt: to,
        anchor: 'opaque',
        needsSnapshot: true,
        backfilled: [{ from, to }],
      },
    ]);
    const other = await aPerson();
    expect((await gateway.call('GET', `/v1/users/${other}/sync-state`, { token: accessToken })).status).toBe(403);
    expect((await gateway.call('GET', `/v1/users/${randomUUID()}/sync-state`)).status).toBe(404);
  });
});
