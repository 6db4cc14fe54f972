import type { Admin } from 'kafkajs';
import { whileElecting } from './while-electing.js';

/** Messages of the topics that a group has yet to commit; all that are there where it has committed nothing. */
export async function groupLag(admin: Admin, groupId: string, topics: readonly string[]): Promise<number> {
  let lag = 0n;
  for (const topic of topics) {
    const bounds = await whileElecting(() => admin.fetchTopicOffsets(topic));
    const [committed] = await whileElecting(() => admin.fetchOffsets({ groupId, topics: [topic] }));
    const next = new Map(committed?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    for (const { partition, low, high } of bounds) {
      const from = [next.get(partition) ?? -1n, BigInt(low)].reduce((a, b) => (a > b ? a : b));
      lag += BigInt(high) - from;
    }
  }
  return Number(lag);
}

/** Oldest offset over the partitions of a topic that is gone: 0 where retention has removed nothing. */
export async function removedMessages(admin: Admin, topic: string): Promise<number> {
  return (await whileElecting(() => admin.fetchTopicOffsets(topic))).reduce((sum, { low }) => sum + Number(low), 0);
}
