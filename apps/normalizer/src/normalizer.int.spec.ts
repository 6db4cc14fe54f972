import { randomUUID } from 'node:crypto';
import { deadLetterTopic, unpackChunk, type PackedChunk, type NormalizerLane } from '@tributary/contracts';
import { describeDeadLetter, type IncomingMessage, type OutgoingMessage } from '@tributary/kafka';
import { connectTestBroker, until, type TestBroker } from '@tributary/kafka/testing';
import { createLogger, createMetrics, HealthRegistry, parseConfig } from '@tributary/observability';
import { CONFIG } from './config.js';
import { NormalizerService } from './normalizer.service.js';
import { aBrokenRecord, aRawBatchHeaders, aRawMessage, aStepRecord } from './testing/raw-messages.js';

const KAFKA_BROKERS = process.env['KAFKA_BROKERS'] ?? '';

describe('the normalizer on a real broker', () => {
  let broker: TestBroker;
  let lane: NormalizerLane;
  const groupId = `test-${randomUUID()}`;

  beforeAll(async () => {
    broker = connectTestBroker(KAFKA_BROKERS);
    lane = { name: 'live', from: await broker.newTopic(3), to: await broker.newTopic(3) };
  });
  afterAll(() => broker.close());

  /** Starts the service as `main.ts` does; answers how to end it. */
  const start = () => {
    const health = new HealthRegistry();
    health.markStarted();
    const service = new NormalizerService({
      config: parseConfig(CONFIG, { KAFKA_BROKERS, NORMALIZER_GROUP: groupId }),
      logger: createLogger('normalizer', { level: 'silent' }),
      metrics: createMetrics('normalizer'),
      health,
      version: '0.1.0',
      lanes: [lane],
      onFatal: (error) => expect(error).toBeNull(),
    });
    service.onApplicationBootstrap();
    const stop = async () => {
      await service.beforeApplicationShutdown();
      await service.onApplicationShutdown();
    };
    return { health, stop };
  };
  const send = (batchId: string, user: string, body: unknown): Promise<void> => {
    const headers = aRawBatchHeaders({ 'tributary-batch-id': batchId, 'tributary-user': user });
    const { value } = aRawMessage(body);
    const message: OutgoingMessage = { topic: lane.from, userKey: `demo/${user}`, key: `demo/${user}`, value, headers };
    return broker.client.output().publish([message]);
  };
  const read = async (topic: string): Promise<IncomingMessage[]> => {
    const messages: IncomingMessage[] = [];
    for await (const message of broker.client.readTopic(topic, { from: 'beginning' })) messages.push(message);
    return messages;
  };
  const readChunks = async () =>
    (await read(lane.to)).map(({ value }) => unpackChunk(JSON.parse(String(value)) as PackedChunk));

  it('turns raw batches into chunks and dead letters, once over a restart', async () => {
    await send('b1', 'u1', { platform: 'healthkit', records: [aStepRecord('a'), aBrokenRecord('b')] });
    await send('b2', 'u1', '{"cut off":');
    await send('b3', 'u1', { platform: 'healthkit', records: [aStepRecord('c')] });

    const first = start();
    await until('both readable batches', async () => (await readChunks()).length === 2);
    await until('ready', () => first.health.snapshot().healthy);
    await first.stop();

    const second = start();
    await send('b4', 'u1', { platform: 'healthkit', records: [aStepRecord('d')] });
    await until('the fourth batch', async () => (await readChunks()).length === 3);
    await second.stop();

    const chunks = await readChunks();
    expect(chunks.map(({ batch, records }) => [batch.batchId, records.map(({ id }) => id)])).toEqual([
      ['b1', ['hk-a']],
      ['b3', ['hk-c']],
      ['b4', ['hk-d']],
    ]);
    const letters = (await read(deadLetterTopic(lane.from))).map(describeDeadLetter);
    expect(letters).toMatchObject([
      { code: 'payload_invalid', path: 'records[1].quantity', recordIndex: 1, origin: { topic: lane.from } },
      { code: 'body_unreadable', path: '', recordIndex: null, origin: { topic: lane.from } },
    ]);
  });
});
