import { toInstant, type ReceiptView } from '@tributary/contracts';
import type { Receipt } from '@tributary/store';

/** A receipt as the API shows it. */
export const toReceiptView = (receipt: Receipt): ReceiptView => ({
  batchId: receipt.batchId,
  status: receipt.status,
  receivedAt: toInstant(receipt.receivedMs),
  completedAt: receipt.completedMs === null ? null : toInstant(receipt.completedMs),
  records: receipt.records,
  deletions: receipt.deletions,
  snapshotDeletions: receipt.snapshotDeletions,
  outcomes: receipt.outcomes,
  problems: [...receipt.problems],
  warnings: [...receipt.warnings],
});
