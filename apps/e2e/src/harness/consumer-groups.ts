import { TOPICS } from '@tributary/contracts';
import { connectKafka, type ConsumedBatch, type KafkaClient } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { waitFor } from '@tributary/testing';
import { stackAddress } from './config.js';

const MOVED_WITHIN_MS = 30_000;

/** A client that leaves no trace in logs, metrics or health. */
export const openKafka = (clientId: string): KafkaClient =>
  connectKafka({
    brokers: stackAddress().kafkaBrokers.split(','),
    clientId,
    logger: createLogger(clientId, { level: 'silent' }),
    metrics: createMetrics(clientId),
    health: new HealthRegistry(),
  });

/** Groups of an installation and what they read. */
const GROUPS = [
  ['normalizer-live', TOPICS.rawBatches.name],
  ['normalizer-backfill', TOPICS.rawBatchesBackfill.name],
  ['deduplicator-live', TOPICS.canonicalRecords.name],
  ['deduplicator-backfill', TOPICS.canonicalRecordsBackfill.name],
  ['deduplicator-rules', TOPICS.sourcePriorities.name],
] as const;

/** A new installation begins after what others were sent on the same broker. */
export async function moveGroupsToEnd(groups: string): Promise<void> {
  for (const [group, topic] of GROUPS) await moveGroupToEnd(`${groups}-${group}`, topic);
}

/** Lets a group that nobody is in yet begin after what a topic holds now, by reading all of it without doing anything. */
export async function moveGroupToEnd(groupId: string, topic: string): Promise<void> {
  const client = openKafka('e2e-group-mover');
  try {
    const left = new Map<number, bigint>();
    for await (const { partition, offset } of client.readTopic(topic, { from: 'beginning' })) {
      left.set(partition, BigInt(offset));
    }
    const handle = ({ partition, messages }: ConsumedBatch): Promise<void> => {
      const seen = BigInt(messages.at(-1)?.offset ?? -1);
      if (seen >= (left.get(partition) ?? -1n)) left.delete(partition);
      return Promise.resolve();
    };
    const failures: unknown[] = [];
    const consumer = client.consumer({ groupId, topics: [topic], handle, onFatal: (error) => failures.push(error) });
    consumer.start();
    await waitFor(`${groupId} to pass ${topic}`, () => Promise.resolve(left.size === 0 ? true : null), MOVED_WITHIN_MS);
    await consumer.stop();
    if (failures.length > 0) throw failures[0];
  } finally {
    await client.close();
  }
}
