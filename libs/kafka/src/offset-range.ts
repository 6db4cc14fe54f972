import type { EachBatchPayload } from 'kafkajs';
import { toIncomingMessage } from './incoming-message.js';
import type { IncomingMessage } from './message.js';

/** What is still to be read of one partition: `[next, end)`. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  next: bigint;
  readonly end: bigint;
}

interface PartitionOffset {
  readonly partition: number;
  readonly offset: string;
}

/** The ranges from `starts` to `ends`; empty ones are left out. A partition without a start is left out too. */
export function rangesBetween(
  topic: string,
  starts: readonly PartitionOffset[],
  ends: readonly PartitionOffset[],
): OffsetRange[] {
  const startOf = new Map(starts.map(({ partition, offset }) => [partition, offset]));
  return ends.flatMap(({ partition, offset }) => {
    const [next, end] = [BigInt(startOf.get(partition) ?? offset), BigInt(offset)];
    return next < end ? [{ topic, partition, next, end }] : [];
  });
}

export const rangeOf = (
  ranges: readonly OffsetRange[],
  { topic, partition }: { readonly topic: string; readonly partition: number },
): OffsetRange | undefined => ranges.find((range) => range.topic === topic && range.partition === partition);

/** Gives in order what a fetched batch has of a range, and moves the range on. @returns true when nothing is left of it. */
export async function readRange(
  range: OffsetRange,
  { batch, resolveOffset, heartbeat }: EachBatchPayload,
  give: (message: IncomingMessage) => Promise<void> | void,
): Promise<boolean> {
  for (const message of batch.messages) {
    if (BigInt(message.offset) >= range.end) break;
    if (BigInt(message.offset) >= range.next) {
      await give(toIncomingMessage(range.topic, range.partition, message));
      range.next = BigInt(message.offset) + 1n;
    }
    resolveOffset(message.offset);
    await heartbeat();
  }
  return BigInt(batch.lastOffset()) + 1n >= range.end;
}
