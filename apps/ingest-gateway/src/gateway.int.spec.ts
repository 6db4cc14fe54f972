import { randomUUID } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { RAW_BATCH_HEADERS, TOPICS } from '@tributary/contracts';
import type { IncomingMessage, KafkaClient } from '@tributary/kafka';
import { waitFor } from '@tributary/testing';
import {
  BOOTSTRAP_KEY,
  connectTestKafka,
  startTestGateway,
  testDatabase,
  type TestGateway,
} from './testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
const server = new URL(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017');
const mongodbUri = () => {
  const uri = new URL(server);
  uri.pathname = `/${testDatabase()}`;
  return uri.href;
};

const startedMs = Date.now();
let kafka: KafkaClient;
let gateway: TestGateway;

beforeAll(async () => {
  kafka = await connectTestKafka(brokers);
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri: mongodbUri() });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  await kafka.close();
});

const newUser = () => `user-${randomUUID()}`;
const aBatch = (overrides: object = {}) => ({
  platform: 'healthkit',
  records: [{ uuid: 'A' }, { uuid: 'B' }],
  ...overrides,
});

async function published(topic: string, userId: string): Promise<IncomingMessage[]> {
  const found: IncomingMessage[] = [];
  for await (const message of kafka.readTopic(topic, { from: { sinceMs: startedMs } })) {
    if (message.headers[RAW_BATCH_HEADERS.userId] === userId) found.push(message);
  }
  return found;
}

describe('a batch', () => {
  it('is answered with 202 once it is in Kafka, byte for byte, with its facts as headers', async () => {
    const user = newUser();
    const body = gzipSync(JSON.stringify(aBatch({ batchId: 'b-1', deletions: [{ recordType: 'x', id: 'C' }] })));
    const answer = await gateway.call('POST', `/v1/users/${user}/batches`, {
      body,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({
      batchId: 'b-1',
      userId: user,
      received: { records: 2, deletions: 1 },
      repeated: false,
      receipt: `/v1/users/${user}/batches/b-1`,
    });
    const [message, ...others] = await published(TOPICS.rawBatches.name, user);
    expect(others).toEqual([]);
    expect(message?.value?.equals(body)).toBe(true);
    expect(message?.key?.toString()).toBe(`demo/${user}`);
    expect(message?.headers).toMatchObject({
      'tributary-tenant': 'demo',
      'tributary-user': user,
      'tributary-batch-id': 'b-1',
      'tributary-platform': 'healthkit',
      'tributary-origin': 'live',
      'content-encoding': 'gzip',
    });
  });

  it('has a receipt, and its user exists', async () => {
    const user = newUser();
    await gateway.call('POST', `/v1/users/${user}/batches`, { body: aBatch({ batchId: 'b-1' }) });
    const receipt = await gateway.call('GET', `/v1/users/${user}/batches/b-1`);
    expect(receipt).toMatchObject({
      status: 200,
      json: {
        batchId: 'b-1',
        status: 'accepted',
        completedAt: null,
        records: 2,
        deletions: 0,
        outcomes: { created: 0, updated: 0, duplicate: 0, superseded: 0, deleted: 0, quarantined: 0 },
        problems: [],
        warnings: [],
      },
    });
    expect((await gateway.call('PUT', `/v1/users/${user}`, { body: {} })).status).toBe(200);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('sent again, now with %s, is the same batch and is published once', async (encoding, compress) => {
    const user = newUser();
    const text = JSON.stringify(aBatch({ batchId: 'b-1' }));
    const path = `/v1/users/${user}/batches`;
    expect((await gateway.call('POST', path, { body: Buffer.from(text) })).status).toBe(202);
    const again = await gateway.call('POST', path, { body: compress(text), headers: { 'content-encoding': encoding } });
    expect(again).toMatchObject({ status: 200, json: { repeated: true, received: { records: 2 } } });
    expect(await published(TOPICS.rawBatches.name, user)).toHaveLength(1);
  });

  it('with the id of another content is refused', async () => {
    const path = `/v1/users/${newUser()}/batches`;
    await gateway.call('POST', path, { body: aBatch(), headers: { 'idempotency-key': 'b-1' } });
    const other = await gateway.call('POST', path, {
      body: aBatch({ records: [{}] }),
      headers: { 'idempotency-key': 'b-1' },
    });
    expect(other).toMatchObject({ status: 409, json: { code: 'batch_id_reused' } });
    const otherUser = await gateway.call('POST', `/v1/users/${newUser()}/batches`, {
      body: aBatch(),
      headers: { 'idempotency-key': 'b-1' },
    });
    expect(otherUser.status).toBe(202);
  });

  it('of history goes to the backfill topic', async () => {
    const user = newUser();
    await gateway.call('POST', `/v1/users/${user}/batches`, { body: aBatch({ sync: { mode: 'backfill' } }) });
    expect(await published(TOPICS.rawBatches.name, user)).toEqual([]);
    const [message] = await published(TOPICS.rawBatchesBackfill.name, user);
    expect(message?.headers[RAW_BATCH_HEADERS.origin]).toBe('backfill');
  });

  it('of nearly 16 MiB passes, of more does not', async () => {
    const path = `/v1/users/${newUser()}/batches`;
    const padded = (bytes: number) =>
      Buffer.from(JSON.stringify(aBatch({ padding: '' })).replace('""', `"${'x'.repeat(bytes)}"`));
    const limit = 16 * 1024 * 1024;
    expect((await gateway.call('POST', path, { body: padded(limit - 200) })).status).toBe(202);
    expect(await gateway.call('POST', path, { body: padded(limit) })).toMatchObject({
      status: 413,
      json: { code: 'batch_too_large' },
    });
    const bomb = gzipSync(padded(2 * limit));
    expect(await gateway.call('POST', path, { body: bomb, headers: { 'content-encoding': 'gzip' } })).toMatchObject({
      status: 413,
    });
  });

  it('many at once keep their identities apart', async () => {
    const user = newUser();
    const send = (batchId: string) => gateway.call('POST', `/v1/users/${user}/batches`, { body: aBatch({ batchId }) });
    const ids = Array.from({ length: 40 }, (_, i) => `b-${String(i % 20)}`);
    const answers = await Promise.all(ids.map(send));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const stored = await published(TOPICS.rawBatches.name, user);
    expect(new Set(stored.map(({ headers }) => headers[RAW_BATCH_HEADERS.batchId])).size).toBe(20);
  });
});

describe('validation', () => {
  it('tells record by record what would become of a batch, and stores nothing', async () => {
    const good = {
      uuid: '0A7E2B46-5D7B-4F0D-8D2E-3F1C5A9B7E01',
      quantityType: 'HKQuantityTypeIdentifierStepCount',
      startDate: '2026-03-29T06:00:00.000Z',
      endDate: '2026-03-29T06:05:00.000Z',
      quantity: 120,
      unit: 'count',
      metadata: { HKMetadataKeyUserMotionContext: 2 },
      sourceRevision: { source: { name: 'Watch', bundleIdentifier: 'com.apple.health' }, productType: 'Watch6,2' },
    };
    const batch = aBatch({ batchId: 'v-1', records: [good, { ...good, startDate: 'yesterday' }] });
    const answer = await gateway.call('POST', '/v1/batches/validate', { body: batch });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        data: [
          {
            index: 0,
            canonical: [
              {
                start: '2026-03-29T06:00:00.000Z',
                end: '2026-03-29T06:05:00.000Z',
                source: { app: { id: 'com.apple.health', name: 'Watch' }, device: { type: 'watch' } },
                content: {
                  kind: 'samples',
                  samples: [
                    {
                      metric: 'steps',
                      start: '2026-03-29T06:00:00.000Z',
                      end: '2026-03-29T06:05:00.000Z',
                      value: 120,
                      unit: '{steps}',
                      attributes: { user_motion_context: 'active' },
                    },
                  ],
                },
              },
            ],
            warnings: [],
          },
          { index: 1, problem: { code: 'time_invalid', path: 'records[1].startDate' } },
        ],
      },
    });
    expect(JSON.stringify(answer.json)).not.toContain('yesterday');
    expect(await gateway.call('POST', '/v1/batches/validate', { body: { platform: 'x', records: [] } })).toMatchObject({
      status: 400,
    });
  });
});

describe('a call that is refused', () => {
  it.each([
    ['POST', '/v1/users/u/batches', { token: null, body: {} }, 401, 'token_missing'],
    ['POST', '/v1/users/u/batches', { token: `trb_${'x'.repeat(40)}`, body: {} }, 401, 'token_invalid'],
    ['POST', '/v1/users/u/batches', { body: {} }, 400, 'envelope_invalid'],
    ['POST', '/v1/users/u/batches', { body: { platform: 'x', records: [] } }, 400, 'platform_unknown'],
    ['POST', '/v1/users/u/batches', { body: Buffer.from('{') }, 400, 'body_unreadable'],
    [
      'POST',
      '/v1/users/u/batches',
      { body: {}, headers: { 'content-type': 'text/csv' } },
      415,
      'unsupported_media_type',
    ],
    ['POST', '/v1/users/u/batches', { body: {}, headers: { 'content-encoding': 'br' } }, 415, 'unsupported_encoding'],
    ['GET', '/v1/users/nobody/batches/none', {}, 404, 'not_found'],
    ['DELETE', '/v1/api-keys/none', {}, 404, 'not_found'],
    ['POST', '/v1/tenants', { body: { id: 'Not A Slug', name: 'x' } }, 400, 'envelope_invalid'],
    ['PUT', '/v1/users/u', { body: { timeZone: 'Mars/Olympus' } }, 400, 'envelope_invalid'],
    ['PUT', '/v1/users/u', { body: { timeZone: '+02:00' } }, 400, 'envelope_invalid'],
    ['PUT', '/v1/users/u', { body: { dayStartsAt: '24:00' } }, 400, 'envelope_invalid'],
    ['PUT', '/v1/users/u', { body: { attributes: { $where: 1 } } }, 400, 'envelope_invalid'],
    ['PUT', '/v1/users/u', { body: { attributes: { a: { _bsontype: 'ObjectId' } } } }, 400, 'envelope_invalid'],
  ])('%s %s %j says why', async (method, path, sent, status, code) => {
    expect(await gateway.call(method, path, sent)).toMatchObject({ status, json: { status, code } });
  });
});

describe('a tenant over its quota', () => {
  it('is told when to come back', async () => {
    const limited = await startTestGateway({ kafkaBrokers: brokers, mongodbUri: mongodbUri(), quotaPerMinute: 2 });
    try {
      await waitFor('the gateway to be ready', limited.isReady);
      const send = () => limited.call('POST', `/v1/users/${newUser()}/batches`, { body: aBatch() });
      const answers = [await send(), await send(), await send()];
      expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
      expect(answers[2]?.json['code']).toBe('quota_exceeded');
      expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await limited.close();
    }
  });
});

describe('keys', () => {
  const createTenant = async () => {
    const id = `t-${randomUUID()}`;
    const { status, json } = await gateway.call('POST', '/v1/tenants', { body: { id, name: 'Acme' } });
    expect(status).toBe(201);
    return { id, key: (json.key as { key: string }).key };
  };

  it('of a new tenant see nothing of another', async () => {
    const user = newUser();
    await gateway.call('POST', `/v1/users/${user}/batches`, { body: aBatch({ batchId: 'b-1' }) });
    const { id, key } = await createTenant();
    expect(await gateway.call('GET', `/v1/users/${user}/batches/b-1`, { token: key })).toMatchObject({
      status: 404,
      json: { code: 'not_found' },
    });
    expect((await gateway.call('POST', '/v1/tenants', { token: key, body: { id: 'x', name: 'x' } })).status).toBe(403);
    const again = await gateway.call('POST', '/v1/tenants', { body: { id, name: 'again' } });
    expect(again).toMatchObject({ status: 409, json: { code: 'already_exists' } });
  });

  it('are shown once, listed without their secret and revoked', async () => {
    const { key: admin } = await createTenant();
    const made = await gateway.call('POST', '/v1/api-keys', {
      token: admin,
      body: { name: 'app', scopes: ['ingest'] },
    });
    expect(made.status).toBe(201);
    const { keyId, key } = made.json as { keyId: string; key: string };
    expect(key).toMatch(/^trb_[\w-]{32,}$/);
    const send = () => gateway.call('POST', `/v1/users/${newUser()}/batches`, { token: key, body: aBatch() });
    expect((await send()).status).toBe(202);
    expect((await gateway.call('GET', '/v1/api-keys', { token: key })).json.code).toBe('scope_missing');

    const list = await gateway.call('GET', '/v1/api-keys', { token: admin });
    expect(list.json.data).toHaveLength(2);
    expect(JSON.stringify(list.json)).not.toContain(key);

    expect((await gateway.call('DELETE', `/v1/api-keys/${keyId}`, { token: admin })).status).toBe(204);
    expect((await send()).status).toBe(401);
  });

  it('cannot give what they do not have, nor a time that has passed', async () => {
    const { key: admin } = await createTenant();
    const make = (body: object) =>
      gateway.call('POST', '/v1/api-keys', { token: admin, body: { name: 'app', ...body } });
    expect(await make({ scopes: ['operator'] })).toMatchObject({ status: 403, json: { code: 'scope_missing' } });
    expect(await make({ scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
    expect(await make({ scopes: ['read'], expiresAt: '2999-01-01T00:00:00+02:00' })).toMatchObject({
      status: 201,
      json: { expiresAt: '2998-12-31T22:00:00.000Z' },
    });
  });
});

describe('a user', () => {
  it('is created and changed, and keeps what a change does not name', async () => {
    const path = `/v1/users/${newUser()}`;
    const created = await gateway.call('PUT', path, { body: { timeZone: 'europe/BERLIN', attributes: { plan: 'a' } } });
    expect(created).toMatchObject({
      status: 201,
      json: { timeZone: 'Europe/Berlin', dayStartsAt: '00:00', attributes: { plan: 'a' } },
    });
    const changed = await gateway.call('PUT', path, { body: { dayStartsAt: '04:00' } });
    expect(changed).toMatchObject({
      status: 200,
      json: { timeZone: 'Europe/Berlin', dayStartsAt: '04:00', attributes: { plan: 'a' } },
    });
  });
});

describe('with Kafka away', () => {
  it('a batch is answered with 503 and when to come back, and the gateway is not ready', async () => {
    const alone = await startTestGateway({
      kafkaBrokers: ['127.0.0.1:1'],
      mongodbUri: mongodbUri(),
      publishDeadlineMs: 300,
    });
    try {
      const last = await waitFor('the bootstrap key to be known', async () => {
        const answer = await alone.call('POST', `/v1/users/${newUser()}/batches`, {
          token: BOOTSTRAP_KEY,
          body: aBatch(),
        });
        return answer.status === 401 ? null : answer;
      });
      expect(last).toMatchObject({ status: 503, json: { code: 'not_durable_now' } });
      expect(last.headers.get('retry-after')).toBe('5');
      const ready = await alone.call('GET', '/health/ready');
      expect(ready.status).toBe(503);
      expect(JSON.stringify(ready.json.failing)).toContain('kafka');
    } finally {
      await alone.close();
    }
  });
});
