import { randomUUID } from 'node:crypto';
import { TOPICS } from '@tributary/contracts';
import type { KafkaClient } from '@tributary/kafka';
import { waitFor } from '@tributary/testing';
import { connectTestKafka, startTestGateway, testMongodbUri, type TestGateway } from '../testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
const startedMs = Date.now();
let kafka: KafkaClient;
let gateway: TestGateway;

beforeAll(async () => {
  kafka = await connectTestKafka(brokers);
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri: testMongodbUri() });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  await kafka.close();
});

const newUser = () => `user-${randomUUID()}`;

describe('priorities', () => {
  const change = { rules: [{ metric: 'steps', order: [{ deviceType: 'watch' }] }] };
  const rules = [{ metric: 'steps', effectiveFrom: null, order: [{ deviceType: 'watch' }], unlisted: 'last' }];
  const sent = async (key: string) => {
    const messages: unknown[] = [];
    for await (const message of kafka.readTopic(TOPICS.sourcePriorities.name, { from: { sinceMs: startedMs } })) {
      if (message.key?.toString() === key) messages.push(JSON.parse(message.value?.toString() ?? 'null'));
    }
    return messages;
  };

  it('of a person are durable in Kafka when the answer names their version', async () => {
    const user = newUser();
    await gateway.call('PUT', `/v1/users/${user}`, { body: {} });
    const answer = await gateway.call('PUT', `/v1/users/${user}/priorities`, { body: change });
    expect(answer).toMatchObject({ status: 202, json: { rules } });
    expect(answer.json['version']).toBeGreaterThanOrEqual(startedMs);
    expect(await sent(`demo/${user}`)).toEqual([
      { schemaVersion: 1, tenant: 'demo', userId: user, version: answer.json['version'], rules },
    ]);
  });

  it('of the tenant are those of nobody in particular', async () => {
    const { json } = await gateway.call('PUT', '/v1/priorities', { body: change });
    expect(await sent('demo')).toContainEqual({
      schemaVersion: 1,
      tenant: 'demo',
      userId: null,
      version: json['version'],
      rules,
    });
  });

  it('say where they are wrong, and need a person who exists', async () => {
    const user = newUser();
    const path = `/v1/users/${user}/priorities`;
    expect(await gateway.call('PUT', path, { body: change })).toMatchObject({ status: 404 });
    const entry = { order: [{}, { deviceType: 'wotch' }] };
    expect(
      await gateway.call('PUT', '/v1/priorities', { body: { rules: [{ metric: 'steps', ...entry }] } }),
    ).toMatchObject({
      status: 400,
      json: { code: 'envelope_invalid', errors: [{ path: 'rules[0].order[1].deviceType' }] },
    });
    expect(
      await gateway.call('PUT', '/v1/priorities', { body: { rules: [{ metric: 'x', order: [] }] } }),
    ).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'rules[0].metric' }] },
    });
  });

  it('come with word of every change of zone or day start of a person who was there before', async () => {
    const user = newUser();
    const put = (body: object) => gateway.call('PUT', `/v1/users/${user}`, { body });
    await put({ timeZone: 'Europe/Berlin' });
    expect(await sent(`demo/${user}/profile`)).toEqual([]);
    await put({ timeZone: 'Europe/Berlin', dayStartsAt: '00:00', attributes: { plan: 'b' } });
    expect(await sent(`demo/${user}/profile`)).toEqual([]);
    await put({ dayStartsAt: '04:00' });
    await put({ timeZone: 'Asia/Tokyo' });
    const announced = { schemaVersion: 1, tenant: 'demo', userId: user, profileChanged: true, rules: [] };
    expect(await sent(`demo/${user}/profile`)).toMatchObject([announced, announced]);
  });
});

describe('with Kafka away', () => {
  it('a change of rules is answered with 503, and a change of zone is announced once it is back', async () => {
    const shared = testMongodbUri();
    const settings = { mongodbUri: shared, publishDeadlineMs: 300 };
    const alone = await startTestGateway({ ...settings, kafkaBrokers: ['127.0.0.1:1'] });
    const path = `/v1/users/${newUser()}`;
    try {
      await waitFor('the bootstrap key to be known', async () =>
        (await alone.call('PUT', path, { body: {} })).status < 300 ? true : null,
      );
      expect(await alone.call('PUT', '/v1/priorities', { body: { rules: [] } })).toMatchObject({ status: 503 });
      expect(await alone.call('PUT', path, { body: { dayStartsAt: '04:00' } })).toMatchObject({ status: 503 });
    } finally {
      await alone.close();
    }
    const mended = await startTestGateway({ ...settings, kafkaBrokers: brokers, publishDeadlineMs: 10_000 });
    try {
      await waitFor('the gateway to be ready', mended.isReady);
      expect((await mended.call('PUT', path, { body: { dayStartsAt: '04:00' } })).status).toBe(200);
    } finally {
      await mended.close();
    }
    const keys: (string | undefined)[] = [];
    for await (const { key } of kafka.readTopic(TOPICS.sourcePriorities.name, { from: { sinceMs: startedMs } }))
      keys.push(key?.toString());
    expect(keys).toContain(`demo/${path.split('/').at(-1) ?? ''}/profile`);
  });
});
