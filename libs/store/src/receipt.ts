import type { OutcomeCounts, RecordProblem, RecordWarning } from '@tributary/contracts';

/** Collection `receipts`, key = batch id: claimed by the gateway, filled by the deduplicator in the batch's transactions. */
export interface Receipt {
  readonly tenant: string;
  readonly userId: string;
  readonly batchId: string;
  /** SHA-256 of the inflated body. */
  readonly contentHash: string;
  readonly status: 'accepted' | 'processing' | 'completed';
  readonly receivedMs: number;
  readonly completedMs: number | null;
  readonly records: number;
  readonly deletions: number;
  readonly snapshotDeletions: number;
  /** Raw records below this index are settled: a redelivered run is recognised by it. */
  readonly cursor: number;
  /** The same for `deletions`. */
  readonly deletionCursor: number;
  readonly outcomes: OutcomeCounts;
  /** The first hundred of each. */
  readonly problems: readonly RecordProblem[];
  readonly warnings: readonly RecordWarning[];
}

export const RECEIPT_LIST_LIMIT = 100;
