import { randomUUID } from 'node:crypto';
import { TransientError } from '@tributary/pipeline';
import type { BatchConsumer, BatchConsumerOptions, ConsumedBatch } from './batch-consumer.js';
import { anOutgoingMessage, connectTestBroker, until, type TestBroker } from './testing/index.js';

const valuesOf = ({ messages }: ConsumedBatch): string[] => messages.map(({ value }) => String(value));

describe('the batch consumer on a real broker', () => {
  let broker: TestBroker;

  beforeAll(() => {
    broker = connectTestBroker(process.env['KAFKA_BROKERS'] ?? '');
  });
  afterAll(() => broker.close());

  /** Each consumer is a process of its own, as in production. */
  const consume = (topic: string, options: Partial<BatchConsumerOptions>): BatchConsumer => {
    const consumer = broker.anotherClient().consumer({
      groupId: `test-${randomUUID()}`,
      topics: [topic],
      handle: () => Promise.resolve(),
      onFatal: () => undefined,
      ...options,
    });
    consumer.start();
    return consumer;
  };
  const publish = (topic: string, values: readonly string[]): Promise<void> =>
    broker.client.output().publish(values.map((value) => anOutgoingMessage({ topic, value })));

  it('gives the messages of one person in order and moves the offset after the work', async () => {
    const topic = await broker.newTopic(3);
    const groupId = `test-${randomUUID()}`;
    const sent = Array.from({ length: 500 }, (_, index) => `v${index}`);
    await publish(topic, sent);
    const seen: string[] = [];
    const handle = (batch: ConsumedBatch) => Promise.resolve(void seen.push(...valuesOf(batch)));
    const first = consume(topic, { groupId, handle });
    await until('all messages came', () => seen.length === sent.length);
    await first.stop();
    expect(seen).toEqual(sent);

    await publish(topic, ['later']);
    const seenLater: string[] = [];
    const second = consume(topic, {
      groupId,
      handle: (batch) => Promise.resolve(void seenLater.push(...valuesOf(batch))),
    });
    await until('the later message came', () => seenLater.length > 0);
    await second.stop();
    expect(seenLater).toEqual(['later']);
  });

  it('tries a batch again in place while a dependency is away, and loses nothing', async () => {
    const topic = await broker.newTopic(1);
    await publish(topic, ['a', 'b', 'c']);
    const attempts: string[][] = [];
    const handle = (batch: ConsumedBatch): Promise<void> => {
      attempts.push(valuesOf(batch));
      return attempts.length <= 2 ? Promise.reject(new TransientError('the database is away')) : Promise.resolve();
    };
    const consumer = consume(topic, { handle });
    await until('the third attempt', () => attempts.length === 3);
    await publish(topic, ['d']);
    await until('the next batch', () => attempts.length === 4);
    await consumer.stop();
    expect(attempts).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'b', 'c'], ['d']]);
  });

  it('says why it is stuck, and turns healthy when the batch passes', async () => {
    const topic = await broker.newTopic(1);
    await publish(topic, ['a']);
    let away = true;
    const handle = () => (away ? Promise.reject(new TransientError('the database is away')) : Promise.resolve());
    const consumer = consume(topic, { handle });
    await until(
      'unhealthy',
      () => consumer.health().reason === 'a batch is tried again and again: the database is away',
      10_000,
    );
    away = false;
    await until('healthy', () => consumer.health().healthy, 10_000);
    await consumer.stop();
  });

  it('stops at any other error without skipping, and the next consumer gets the batch again', async () => {
    const topic = await broker.newTopic(1);
    const groupId = `test-${randomUUID()}`;
    await publish(topic, ['a', 'b']);
    const fatal: unknown[] = [];
    const fault = new Error('a fault of the program');
    const crashing = consume(topic, {
      groupId,
      handle: () => Promise.reject(fault),
      onFatal: (error) => fatal.push(error),
    });
    await until('the fatal error', () => fatal.length === 1);
    expect(fatal).toEqual([fault]);
    expect(crashing.health()).toEqual({ healthy: false, reason: 'stopped: Error' });

    const seen: string[] = [];
    const next = consume(topic, { groupId, handle: (batch) => Promise.resolve(void seen.push(...valuesOf(batch))) });
    await until('redelivery', () => seen.length === 2);
    await next.stop();
    expect(seen).toEqual(['a', 'b']);
  });

  it('finishes the batch in hand and commits it when it stops', async () => {
    const topic = await broker.newTopic(1);
    const groupId = `test-${randomUUID()}`;
    await publish(topic, ['a']);
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    let working = false;
    const handle = () => {
      working = true;
      return released;
    };
    const consumer = consume(topic, { groupId, handle });
    await until('the batch is in hand', () => working);
    const stopped = consumer.stop();
    release(undefined);
    await stopped;

    await publish(topic, ['b']);
    const seen: string[] = [];
    const next = consume(topic, { groupId, handle: (batch) => Promise.resolve(void seen.push(...valuesOf(batch))) });
    await until('the next message', () => seen.length > 0);
    await next.stop();
    expect(seen).toEqual(['b']);
  });

  it('shares partitions with a second member, and nothing is lost when one leaves', async () => {
    const topic = await broker.newTopic(6);
    const groupId = `test-${randomUUID()}`;
    const seen = new Set<string>();
    const handle = (batch: ConsumedBatch) => Promise.resolve(valuesOf(batch).forEach((value) => seen.add(value)));
    const stays = consume(topic, { groupId, handle });
    const leaves = consume(topic, { groupId, handle });
    await Promise.all([stays.joined(), leaves.joined()]);
    const send = (from: number) =>
      broker.client
        .output()
        .publish(
          Array.from({ length: 300 }, (_, index) =>
            anOutgoingMessage({ topic, userKey: `demo/u${index % 50}`, value: `v${from + index}` }),
          ),
        );
    await send(0);
    await Promise.all([send(300), leaves.stop()]);
    await send(600);
    await until('every message', () => seen.size === 900, 40_000);
    await stays.stop();
  });
});
