import { randomUUID } from 'node:crypto';
import { ERASURE_HEADERS, TOPICS, userKey } from '@tributary/contracts';
import type { IncomingMessage, KafkaClient } from '@tributary/kafka';
import { openStore, PersonErasures, type Store } from '@tributary/store';
import { waitFor } from '@tributary/testing';
import { playErasure, type RequestedErasure } from '../testing/played-erasure.js';
import { connectTestKafka, startTestGateway, testMongodbUri, type TestGateway } from '../testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
const startedMs = Date.now();
let kafka: KafkaClient;
let gateway: TestGateway;
let store: Store;
let mongodbUri: string;

beforeAll(async () => {
  mongodbUri = testMongodbUri();
  kafka = await connectTestKafka(brokers);
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
  store = await openStore({ uri: mongodbUri });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  await kafka.close();
  await store.connection.dropDatabase();
  await store.close();
});

async function sent(topic: string, userId: string): Promise<IncomingMessage[]> {
  const found: IncomingMessage[] = [];
  for await (const message of kafka.readTopic(topic, { from: { sinceMs: startedMs } })) {
    if (message.key?.toString().startsWith(userKey('demo', userId))) found.push(message);
  }
  return found;
}

async function aPersonWithData(): Promise<string> {
  const userId = `user-${randomUUID()}`;
  const body = { batchId: 'b-1', platform: 'healthkit', records: [{}] };
  await gateway.call('POST', `/v1/users/${userId}/batches`, { body });
  return userId;
}

interface Noted {
  readonly _id: string;
  readonly erasure: { readonly id: string };
}

const erase = (userId: string) => gateway.call('DELETE', `/v1/users/${userId}`);

describe('an erasure', () => {
  it('is noted, and travels behind the batches of the person on both lanes', async () => {
    const userId = await aPersonWithData();
    const { status, json } = await erase(userId);
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'requested', completedAt: null });
    const { erasureId, requestedAt } = json as unknown as RequestedErasure;
    const live = await sent(TOPICS.rawBatches.name, userId);
    expect(live.map(({ value }) => value === null)).toEqual([false, true]);
    for (const message of [live[1], ...(await sent(TOPICS.rawBatchesBackfill.name, userId))]) {
      expect(message).toMatchObject({
        value: null,
        headers: {
          [ERASURE_HEADERS.kind]: 'erasure',
          [ERASURE_HEADERS.erasureId]: erasureId,
          [ERASURE_HEADERS.requestedAt]: requestedAt,
          'tributary-user': userId,
        },
      });
    }
    const rules = await sent(TOPICS.sourcePriorities.name, userId);
    expect(rules.map(({ key, value }) => [key?.toString(), value])).toEqual([
      [`demo/${userId}`, null],
      [`demo/${userId}/profile`, null],
    ]);
  });

  it('hides the person at once, tells its steps, and is over for good', async () => {
    const userId = await aPersonWithData();
    expect((await gateway.call('GET', `/v1/users/${userId}/batches/b-1`)).status).toBe(200);
    const made = await gateway.call('POST', `/v1/users/${userId}/device-tokens`, { body: {} });
    const { json } = await erase(userId);
    const refreshed = { token: null, body: { refreshToken: made.json['refreshToken'] } };
    expect((await gateway.call('POST', '/v1/device-tokens/refresh', refreshed)).status).toBe(401);
    for (const path of ['batches/b-1', 'sync-state'])
      expect((await gateway.call('GET', `/v1/users/${userId}/${path}`)).status).toBe(404);
    expect((await gateway.call('POST', `/v1/users/${userId}/device-tokens`, { body: {} })).status).toBe(404);
    const { erasureId, requestedAt } = json as unknown as RequestedErasure;
    const read = () => gateway.call('GET', `/v1/erasures/${erasureId}`);
    expect(await read()).toMatchObject({ status: 200, json });

    await playErasure(store, userId, { erasureId, requestedAt });
    const done = (await read()).json as unknown as { status: string; steps: { name: string; status: string }[] };
    expect(done.status).toBe('completed');
    expect(done.steps.map(({ name, status }) => [name, status])).toEqual([
      ['requested', 'done'],
      ['published', 'done'],
      ['deleted', 'done'],
      ['raw_topics', 'retained'],
      ['completed', 'done'],
    ]);
    expect((await erase(userId)).status).toBe(404);
  });

  it('that is asked for again while it lasts is the same, at the step it has come to, and sent once', async () => {
    const userId = await aPersonWithData();
    const first = await erase(userId);
    expect(await erase(userId)).toMatchObject({ status: 202, json: first.json });
    const { erasureId, requestedAt } = first.json as unknown as RequestedErasure;
    const publishedMs = Date.parse(requestedAt) + 1_000;
    const facts = { erasureId, tenant: 'demo', userId, requestedMs: Date.parse(requestedAt), origin: 'live' } as const;
    await new PersonErasures(store).notePublished(facts, publishedMs);
    const again = (await erase(userId)).json as unknown as { status: string; steps: { name: string; at: string }[] };
    expect(again).toMatchObject({ erasureId, requestedAt, status: 'erasing' });
    expect(again.steps.find(({ name }) => name === 'published')?.at).toBe(new Date(publishedMs).toISOString());
    for (const { name } of [TOPICS.rawBatches, TOPICS.rawBatchesBackfill])
      expect((await sent(name, userId)).filter(({ value }) => value === null)).toHaveLength(1);
  });

  it('that is asked for at once, of two gateways, is one', async () => {
    const userId = await aPersonWithData();
    const other = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
    try {
      await waitFor('the other gateway to be ready', other.isReady);
      const calls = [gateway, other, gateway, other].map((each) => each.call('DELETE', `/v1/users/${userId}`));
      const answers = await Promise.all(calls);
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      const [erasureId, ...more] = new Set(answers.map(({ json }) => (json as { erasureId: unknown }).erasureId));
      expect(more).toEqual([]);
      const told = (await sent(TOPICS.rawBatches.name, userId)).filter(({ value }) => value === null);
      expect(new Set(told.map(({ headers }) => headers[ERASURE_HEADERS.erasureId]))).toEqual(new Set([erasureId]));
    } finally {
      await other.close();
    }
  });

  it('leaves room for a new life of the id, which a second erasure ends as well', async () => {
    const userId = await aPersonWithData();
    const path = `/v1/users/${userId}`;
    await gateway.call('PUT', path, { body: { timeZone: 'Europe/Berlin', attributes: { plan: 'a' } } });
    const first = (await erase(userId)).json as unknown as RequestedErasure;
    const anew = await gateway.call('PUT', path, { body: { dayStartsAt: '04:00' } });
    expect(anew).toMatchObject({ status: 201, json: { timeZone: null, dayStartsAt: '04:00', attributes: {} } });
    expect((await gateway.call('POST', `${path}/device-tokens`, { body: {} })).status).toBe(201);
    const second = (await erase(userId)).json as unknown as RequestedErasure;
    expect(second.erasureId).not.toBe(first.erasureId);

    await playErasure(store, userId, first);
    expect((await gateway.call('GET', `${path}/sync-state`)).status).toBe(404);
    await playErasure(store, userId, second);
    expect((await gateway.call('PUT', path, { body: {} })).status).toBe(201);
  });

  it('of nobody, or of another tenant, is not found', async () => {
    expect(await erase(`user-${randomUUID()}`)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await gateway.call('GET', '/v1/erasures/none')).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });

  it('that Kafka could not take is asked for again', async () => {
    const userId = await aPersonWithData();
    let noted: Noted | null = null;
    const alone = await startTestGateway({ kafkaBrokers: ['127.0.0.1:1'], mongodbUri, publishDeadlineMs: 300 });
    try {
      await waitFor('the database', async () =>
        (await alone.call('GET', '/v1/erasures/none')).status === 404 ? true : null,
      );
      expect((await alone.call('DELETE', `/v1/users/${userId}`)).status).toBe(503);
      noted = await store.collection<Noted>('users').findOne({ _id: userKey('demo', userId) });
    } finally {
      await alone.close();
    }
    expect((await gateway.call('GET', `/v1/users/${userId}/batches/b-1`)).status).toBe(404);
    expect(await erase(userId)).toMatchObject({ status: 202, json: { erasureId: noted?.erasure.id } });
    expect((await sent(TOPICS.rawBatches.name, userId)).map(({ value }) => value === null)).toEqual([false, true]);
  });
});
