import { randomUUID } from 'node:crypto';
import { retryTransient, TransientError } from '@tributary/pipeline';
import { anOutgoingMessage, brokerControl, connectTestBroker, until, type TestBroker } from './testing/index.js';

const control = brokerControl(process.env);
const whenStackIsOurs = control === null ? describe.skip : describe;

whenStackIsOurs('a broker that goes away and comes back', () => {
  let broker: TestBroker;

  beforeAll(() => {
    broker = connectTestBroker(process.env['KAFKA_BROKERS'] ?? '');
  });
  afterAll(() => broker.close());

  const failing = (): string[] =>
    broker.health.snapshot().indicators.flatMap(({ name, healthy }) => (healthy ? [] : [name.replace(/-test-.*/, '')]));

  it('loses nothing, keeps the order, and shows in health within 10 s and its end within 30 s', async () => {
    const topic = await broker.newTopic(3);
    const output = broker.client.output({ deadlineMs: 3_000 });
    const seen: string[] = [];
    const consumer = broker.client.consumer({
      groupId: `test-${randomUUID()}`,
      topics: [topic],
      handle: ({ messages }) => Promise.resolve(void seen.push(...messages.map(({ value }) => String(value)))),
      onFatal: (error) => expect(error).toBeNull(),
    });
    consumer.start();
    await until('everything is healthy', () => broker.health.snapshot().healthy);
    await output.publish([anOutgoingMessage({ topic, value: 'before' })]);
    await until('the first message', () => seen.length === 1);

    await control?.stop('SIGKILL');
    await expect(output.publish([anOutgoingMessage({ topic, value: 'refused' })])).rejects.toBeInstanceOf(
      TransientError,
    );
    const everyIndicator = ['consumer', 'kafka', 'kafka-producer'];
    await until('every indicator fails', () => failing().sort().join() === everyIndicator.join(), 10_000);
    const waiting = retryTransient(() => output.publish([anOutgoingMessage({ topic, value: 'during' })]));

    await control?.start();
    await until('every indicator is healthy again', () => broker.health.snapshot().healthy, 30_000);
    await waiting;
    await output.publish([anOutgoingMessage({ topic, value: 'after' })]);
    await until('the last message', () => seen.includes('after'));
    // What was given up may have arrived nevertheless, and what was in doubt may have come twice.
    expect([...new Set(seen)].filter((value) => value !== 'refused')).toEqual(['before', 'during', 'after']);
  }, 120_000);
});
