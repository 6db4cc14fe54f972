import { TransientError } from '@tributary/pipeline';
import { LedgerConflictError } from '@tributary/store';

const TRIES = 5;

/** Another writer of the partition (a rebalance is under way) moved the person's ledger: load again and redo. */
export async function redoOnConflict(flush: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await flush();
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflictError)) throw error;
      if (attempt === TRIES) throw new TransientError('Another writer keeps moving the ledger', { cause: error });
    }
  }
}
