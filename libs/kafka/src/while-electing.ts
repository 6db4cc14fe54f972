import { retryTransient, TransientError } from '@tributary/pipeline';
import { isElecting } from './kafka-errors.js';

/** An election takes some hundred milliseconds, on a loaded machine a few seconds. */
const ELECTED_WITHIN_MS = 15_000;

/** Asks again while the broker elects the leader or coordinator that would answer. */
export const whileElecting = <T>(ask: () => Promise<T>): Promise<T> =>
  retryTransient(
    () =>
      ask().catch((error: unknown) => {
        throw isElecting(error) ? new TransientError('Kafka elects a leader', { cause: error }) : error;
      }),
    { budgetMs: ELECTED_WITHIN_MS },
  );
