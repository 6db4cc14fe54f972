import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, type EachBatchPayload } from 'kafkajs';
import { SubscriberStore, type Message, type ProductEvent } from './subscriber-store.ts';

const TOPICS = ['daily-summaries.v1', 'sleep-sessions.v1', 'workouts.v1', 'categorical-events.v1', 'samples.v1'];
const RETRY_MS = 2_000;
const {
  KAFKA_BROKERS = '127.0.0.1:9092',
  SUBSCRIBER_GROUP = 'example-subscriber',
  SUBSCRIBER_FILE = 'subscriber.db',
} = process.env;

const store = new SubscriberStore(SUBSCRIBER_FILE);
const kafka = new Kafka({ clientId: 'example-subscriber', brokers: KAFKA_BROKERS.split(',') });
const consumer = kafka.consumer({ groupId: SUBSCRIBER_GROUP });

/** What happens once per event: send a notification, refresh a view. Health values stay out of the log. */
function react({ type, userId, entityId, sequence, origin }: ProductEvent): void {
  console.log(`${type} ${userId} ${entityId ?? ''} sequence ${sequence} (${origin})`);
}

async function eachBatch({ batch, heartbeat }: EachBatchPayload): Promise<void> {
  const messages = batch.messages.map(({ offset, key, value }): Message => ({
    topic: batch.topic,
    partition: batch.partition,
    offset: BigInt(offset),
    key: String(key),
    value: value === null ? null : value.toString(),
  }));
  for (const event of store.apply(messages)) react(event);
  await heartbeat();
}

/** The store knows where it stands; Kafka is never asked. A partition without position is read from the beginning. */
consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  for (const [topic, partitions] of Object.entries(payload.memberAssignment as Record<string, number[]>)) {
    for (const partition of partitions) {
      const next = store.positionOf(topic, partition);
      if (next !== null) consumer.seek({ topic, partition, offset: String(next) });
    }
  }
});

/** kafkajs builds itself anew while a broker is away; what it cannot mend ends the process, and whoever runs it starts it again. */
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) process.exit(1);
});

process.once('SIGINT', stop);
process.once('SIGTERM', stop);

await untilConnected();
await consumer.run({ autoCommit: false, eachBatch });

/** A broker that is away at the start is waited for, as one that goes away later. */
async function untilConnected(): Promise<void> {
  for (;;) {
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: TOPICS, fromBeginning: true });
      return;
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      await pause(RETRY_MS);
    }
  }
}

async function stop(): Promise<void> {
  await consumer.disconnect();
  for (const topic of TOPICS) console.log(`${topic}: ${store.countOf(topic)} entities`);
  console.log(`missing events: ${store.missing()}`);
  process.exit(0);
}
