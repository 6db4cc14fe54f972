import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RAW_BATCH_HEADERS, userKey } from '@tributary/contracts';
import { createLogger } from '@tributary/observability';
import { TransientError } from '@tributary/pipeline';
import { openKafka } from './open-kafka.js';
import { openRawBatchLookup, type RawBatchLookup, type SoughtBatch } from './raw-batch-lookup.js';
import { anOutgoingMessage, connectTestBroker, until, type TestBroker } from './testing/index.js';

const H = RAW_BATCH_HEADERS;
const RECEIVED = Date.UTC(2026, 2, 29, 6, 15);
const WAIT_MS = 20_000;
const HOUR = 60 * 60 * 1_000;
const logger = createLogger('kafka-test', { level: 'silent' });
const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');

const aBatch = (overrides: Partial<SoughtBatch> = {}): SoughtBatch => ({
  tenant: 'demo',
  userId: 'u1',
  batchId: 'b1',
  contentHash: 'c1',
  receivedMs: RECEIVED,
  completedMs: RECEIVED + 500,
  ...overrides,
});

describe('the look-up of raw batches on a real broker', () => {
  let broker: TestBroker;
  let topics: string[];
  let lookup: RawBatchLookup;

  beforeAll(async () => {
    broker = connectTestBroker(brokers.join(','));
    topics = [await aTopic(1), await aTopic(1)];
  });
  afterAll(() => broker.close());

  beforeEach(() => {
    lookup = open();
  });
  afterEach(() => lookup.close());

  const open = (
    overrides: { readonly topics?: string[]; readonly brokers?: string[]; readonly waitMs?: number } = {},
  ) => openRawBatchLookup({ brokers, clientId: 'lookup-test', logger, waitMs: WAIT_MS, topics, ...overrides });

  /** Kept whatever its messages are stamped, as the raw topics are. */
  const aTopic = (partitions: number): Promise<string> => broker.newTopic(partitions, { 'retention.ms': '-1' });

  /** Puts the batch on a topic, `afterMs` after its receipt. */
  const publish = (
    topic: string,
    { tenant, userId, batchId, contentHash }: SoughtBatch,
    value: string,
    afterMs = 100,
  ): Promise<void> =>
    broker.client.output().publish([
      anOutgoingMessage({
        topic,
        userKey: userKey(tenant, userId),
        value,
        headers: { [H.tenant]: tenant, [H.userId]: userId, [H.batchId]: batchId, [H.contentHash]: contentHash },
        timestampMs: RECEIVED + afterMs,
      }),
    ]);
  const valueOf = async (batch: SoughtBatch): Promise<string | null> => {
    const message = await lookup.find(batch);
    return message && String(message.value);
  };

  it('finds batches of either lane among others, one after the other and all at once', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    // Each fetch brings a few of them only.
    const bodyOf = (batchId: string): string => batchId.padEnd(60_000);
    for (const [index, batchId] of ids.entries())
      await publish(topics[index % 2]!, aBatch({ batchId }), bodyOf(batchId), 100 + index);
    for (const batchId of [ids[7]!, ids[30]!, ids[7]!])
      expect(await valueOf(aBatch({ batchId }))).toBe(bodyOf(batchId));
    const found = await Promise.all(ids.map((batchId) => valueOf(aBatch({ batchId }))));
    expect(found.map((value) => value?.trimEnd())).toEqual(ids);
  });

  it('finds it in the partition of the person', async () => {
    const own = await aTopic(12);
    const people = ['u1', 'u2', 'u3', 'u4', 'u5'].map((userId) => aBatch({ userId }));
    for (const batch of people) await publish(own, batch, batch.userId);
    lookup = open({ topics: [own] });
    for (const batch of people) expect(await valueOf(batch)).toBe(batch.userId);
  });

  it('answers null for a batch that is not there, and finds the next', async () => {
    await publish(topics[0]!, aBatch({ batchId: 'there' }), 'there');
    expect(await valueOf(aBatch({ batchId: 'not-there' }))).toBeNull();
    expect(await valueOf(aBatch({ batchId: 'there', receivedMs: RECEIVED + HOUR }))).toBeNull();
    expect(await valueOf(aBatch({ batchId: 'there' }))).toBe('there');
  });

  it('answers null where retention removed the batch, and to an empty topic', async () => {
    const emptied = await aTopic(1);
    lookup = open({ topics: [emptied] });
    expect(await valueOf(aBatch())).toBeNull();
    await publish(emptied, aBatch(), 'removed');
    expect(await valueOf(aBatch())).toBe('removed');
    const admin = openKafka({ brokers, clientId: 'lookup-test', logger }).admin();
    await admin.connect();
    await admin.fetchTopicOffsets(emptied);
    await admin.deleteTopicRecords({ topic: emptied, partitions: [{ partition: 0, offset: '1' }] });
    await admin.disconnect();
    expect(await valueOf(aBatch())).toBeNull();
  });

  it.each([
    ['person', { userId: 'u2' }],
    ['tenant', { tenant: 'other' }],
    ['content', { contentHash: 'c2' }],
  ])('gives nothing of another %s in the same partition under the same batch id', async (what, other) => {
    const batchId = `of-another-${what}`;
    await publish(topics[0]!, aBatch({ batchId, ...other }), 'foreign');
    expect(await valueOf(aBatch({ batchId }))).toBeNull();
    expect(await valueOf(aBatch({ batchId, ...other }))).toBe('foreign');
  });

  it('finds a batch that was written long after its receipt', async () => {
    const own = await aTopic(1);
    lookup = open({ topics: [own] });
    const between = aBatch({ batchId: 'between', completedMs: RECEIVED + 5 * HOUR });
    await publish(own, between, 'between', 2 * HOUR);
    const late = aBatch({ batchId: 'late', completedMs: RECEIVED + 5 * HOUR });
    await publish(own, late, 'late', 5 * HOUR - 300);
    expect([await valueOf(late), await valueOf(between)]).toEqual(['late', 'between']);
  });

  it('leaves no group behind', async () => {
    await publish(topics[0]!, aBatch({ batchId: 'grouped' }), 'grouped');
    const admin = openKafka({ brokers, clientId: 'lookup-test', logger }).admin();
    await admin.connect();
    const groups = async () =>
      (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('lookup-'));
    expect(await valueOf(aBatch({ batchId: 'grouped' }))).toBe('grouped');
    expect(await groups()).toHaveLength(1);
    await lookup.close();
    await until('the group is gone', async () => (await groups()).length === 0);
    await admin.disconnect();
  });

  describe('without an answer', () => {
    const sockets: Socket[] = [];
    let silent: Server;

    beforeAll(async () => {
      silent = createServer((socket) => sockets.push(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });

    it('fails at its deadline, also those that wait for their turn', async () => {
      const port = String((silent.address() as AddressInfo).port);
      lookup = open({ brokers: [`127.0.0.1:${port}`], waitMs: 300 });
      const results = await Promise.allSettled([1, 2, 3].map(() => lookup.find(aBatch())));
      for (const result of results) expect(result).toMatchObject({ reason: expect.any(TransientError) as unknown });
      // The others had no time left when their turn came, and asked nobody.
      expect(sockets).toHaveLength(1);
    });

    it('fails at once where nothing listens', async () => {
      lookup = open({ brokers: ['127.0.0.1:1'] });
      await expect(lookup.find(aBatch())).rejects.toBeInstanceOf(TransientError);
    });
  });
});
