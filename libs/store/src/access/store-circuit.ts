import { mongo } from 'mongoose';

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

const OUTAGE_NAMES: ReadonlySet<string> = new Set([
  'StoreAwayError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);

/** System errors that the driver lets through when a socket breaks under a write. */
const SOCKET_CODES: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

const fieldOf = (error: unknown, name: 'name' | 'code'): unknown =>
  typeof error === 'object' && error !== null && name in error ? (error as Record<string, unknown>)[name] : undefined;

/** A bulk write wraps what stopped it: the outage stands inside, and its list of write errors is empty. */
const insideOf = (error: unknown): unknown =>
  error instanceof mongo.MongoBulkWriteError ? (error.errorResponse ?? error.cause) : undefined;

/** Whether an error of the driver says that the database is away, and not that the operation is wrong. */
export function isOutage(error: unknown): boolean {
  if (error instanceof mongo.MongoNetworkError) return true;
  if (error instanceof mongo.MongoError && error.hasErrorLabel('RetryableWriteError')) return true;
  if (OUTAGE_NAMES.has(String(fieldOf(error, 'name'))) || SOCKET_CODES.has(fieldOf(error, 'code'))) return true;
  const inside = insideOf(error);
  return inside !== undefined && inside !== error && isOutage(inside);
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
