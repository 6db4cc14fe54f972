import { isOutage } from '../outage.js';

/** The database does not answer now; the same call may succeed later. */
export class StoreAwayError extends Error {
  override readonly name = 'StoreAwayError';
}

export interface StoreCircuitOptions {
  /** How long one operation may take before it counts as an outage, milliseconds. */
  readonly deadlineMs: number;
  /** How long after an outage calls fail at once, milliseconds. */
  readonly openMs: number;
  readonly now?: () => number;
}

/** Runs database work for callers who must not wait for a database that is away. */
export interface StoreCircuit {
  /** @throws StoreAwayError at once while the circuit is open, or when the work meets an outage. */
  run<T>(work: () => Promise<T>): Promise<T>;
  isOpen(): boolean;
}

/** The database took longer than the caller waits. */
class SlowAnswerError extends StoreAwayError {}

async function within<T>(deadlineMs: number, work: () => Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    // After a busy spell of ours the answer may lie unread: it is read before this immediate runs.
    setImmediate(() => {
      reject(new SlowAnswerError(`The database did not answer within ${String(deadlineMs)} ms`));
    });
  }, deadlineMs);
  try {
    return await Promise.race([work(), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** So many slow answers in a row are an outage; fewer are a busy database. A lost connection is one at once. */
const SLOW_ANSWERS = 3;

/** After an outage one call at a time tries again, once `openMs` have passed; the others keep failing at once. */
export function createStoreCircuit({ deadlineMs, openMs, now = Date.now }: StoreCircuitOptions): StoreCircuit {
  let openUntilMs: number | null = null;
  let isTrying = false;
  let slowInARow = 0;
  const isOpen = () => openUntilMs !== null && (isTrying || now() < openUntilMs);

  return {
    isOpen,
    run: async (work) => {
      if (isOpen()) throw new StoreAwayError('The database is away');
      const isTrial = openUntilMs !== null;
      isTrying = isTrial;
      try {
        const result = await within(deadlineMs, work);
        openUntilMs = null;
        slowInARow = 0;
        return result;
      } catch (error) {
        if (!isOutage(error)) {
          openUntilMs = null;
          throw error;
        }
        slowInARow += 1;
        if (isTrial || !(error instanceof SlowAnswerError) || slowInARow >= SLOW_ANSWERS) openUntilMs = now() + openMs;
        throw new StoreAwayError('The database is away', { cause: error });
      } finally {
        if (isTrial) isTrying = false;
      }
    },
  };
}
