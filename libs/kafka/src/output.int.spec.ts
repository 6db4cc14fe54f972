import { PublishRefusedError } from './message.js';
import { partitionOf } from './murmur2.js';
import { PATCHES } from './kafkajs.js';
import { anOutgoingMessage, connectTestBroker, type TestBroker } from './testing/index.js';
import type { IncomingMessage } from './message.js';

const readAll = async (broker: TestBroker, topic: string): Promise<IncomingMessage[]> => {
  const messages: IncomingMessage[] = [];
  for await (const message of broker.client.readTopic(topic, { from: 'beginning' })) messages.push(message);
  return messages;
};

describe('the output on a real broker', () => {
  let broker: TestBroker;

  beforeAll(() => {
    broker = connectTestBroker(process.env['KAFKA_BROKERS'] ?? '');
  });
  afterAll(() => broker.close());

  it('chooses the partition by murmur2 of the user key, whatever the message key is', async () => {
    const topic = await broker.newTopic(12);
    const users = Array.from({ length: 40 }, (_, index) => `demo/user-${index}`);
    await broker.client
      .output()
      .publish(
        users.map((userKey, index) => anOutgoingMessage({ topic, userKey, key: `${index}-other-key`, value: userKey })),
      );
    const read = await readAll(broker, topic);
    expect(read).toHaveLength(users.length);
    for (const { partition, value } of read) expect(partition).toBe(partitionOf(String(value), 12));
  });

  it('keeps the order of one person over concurrent publishes', async () => {
    const topic = await broker.newTopic(3);
    const publishes = Array.from({ length: 200 }, (_, index) =>
      broker.client
        .output()
        .publish([
          anOutgoingMessage({ topic, userKey: 'demo/a', value: `a${index}` }),
          anOutgoingMessage({ topic, userKey: 'demo/b', value: `b${index}` }),
        ]),
    );
    await Promise.all(publishes);
    const values = (await readAll(broker, topic)).map(({ value }) => String(value));
    const expected = Array.from({ length: 200 }, (_, index) => index);
    for (const user of ['a', 'b'])
      expect(values.filter((value) => value.startsWith(user)).map((value) => Number(value.slice(1)))).toEqual(expected);
  });

  it('writes keys, headers, tombstones and time stamps as given', async () => {
    const topic = await broker.newTopic(1);
    await broker.client.output().publish([
      anOutgoingMessage({
        topic,
        key: 'demo/u1/w1',
        value: Buffer.from([0, 255]),
        headers: { a: 'é' },
        timestampMs: 1_774_764_900_000,
      }),
      anOutgoingMessage({ topic, key: null, value: null }),
    ]);
    const [first, second] = await readAll(broker, topic);
    expect(first).toMatchObject({ key: Buffer.from('demo/u1/w1'), value: Buffer.from([0, 255]), headers: { a: 'é' } });
    expect(first?.timestampMs).toBe(1_774_764_900_000);
    expect(second).toMatchObject({ key: null, value: null });
  });

  it('carries a message of 16 MiB, and a checksum that the broker accepts', async () => {
    const topic = await broker.newTopic(1, { 'max.message.bytes': String(18 * 1024 * 1024) });
    const value = Buffer.alloc(16 * 1024 * 1024, 'x');
    await broker.client.output().publish([anOutgoingMessage({ topic, value })]);
    const [message] = await readAll(broker, topic);
    expect(message?.value?.equals(value)).toBe(true);
    expect(PATCHES).toEqual({ idleTimer: true, nativeCrc: true, ropeEncoder: true });
  });

  it('refuses what the broker refuses, and only that', async () => {
    const topic = await broker.newTopic(1, { 'max.message.bytes': '2000' });
    const output = broker.client.output();
    const results = await Promise.allSettled([
      output.publish([anOutgoingMessage({ topic, value: 'small one' })]),
      output.publish([anOutgoingMessage({ topic, value: 'x'.repeat(3_000) })]),
      output.publish([anOutgoingMessage({ topic, value: 'small two' })]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(PublishRefusedError);
    expect((await readAll(broker, topic)).map(({ value }) => String(value))).toEqual(['small one', 'small two']);
  });

  it('reads from an instant on, and no more than the limit', async () => {
    const topic = await broker.newTopic(1);
    const hour = (index: number) => Date.UTC(2026, 2, 29, index);
    await broker.client
      .output()
      .publish([0, 1, 2, 3].map((index) => anOutgoingMessage({ topic, value: `v${index}`, timestampMs: hour(index) })));
    const values: string[] = [];
    const reading = broker.client.readTopic(topic, { from: { sinceMs: hour(1) }, limit: 2 });
    for await (const { value } of reading) values.push(String(value));
    expect(values).toEqual(['v1', 'v2']);
  });
});
