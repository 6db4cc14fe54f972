import type { BatchFacts } from '@tributary/contracts';
import type { PersonWork } from './person-work.js';

/** When a batch was received, epoch milliseconds; one whose receipt was not asked for came before those at hand. */
export const receivedOf = (work: PersonWork, batchId: string): number =>
  work.receipts.get(batchId)?.receivedMs ?? -Infinity;

/** Whether a batch was received before another one; of two at one instant the smaller id is the first. */
export function isReceivedBefore(work: PersonWork, batch: BatchFacts, other: string): boolean {
  const otherMs = receivedOf(work, other);
  return batch.receivedMs < otherMs || (batch.receivedMs === otherMs && batch.batchId < other);
}
