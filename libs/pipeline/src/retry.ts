/**
 * A dependency is away or too slow; the same call may succeed later. Only adapters (Kafka, MongoDB) throw it. The
 * message is shown in health checks and logs: name the dependency, no values.
 */
export class TransientError extends Error {
  override readonly name = 'TransientError';
}

/** Exponential backoff: `initialMs`, then `factor` times longer each time, up to `maxMs`; `jitter` 0.2 spreads by ±20 %. */
export interface BackoffPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  readonly jitter: number;
}

/** Short enough that the end of an outage is noticed within a few seconds, long enough not to add to it. */
export const DEFAULT_BACKOFF: BackoffPolicy = { initialMs: 200, maxMs: 5_000, factor: 2, jitter: 0.2 };

/** Milliseconds to wait before attempt `attempt` (1 = the first repetition); `random` in [0, 1). */
export function backoffMs(policy: BackoffPolicy, attempt: number, random: number): number {
  const plain = Math.min(policy.maxMs, policy.initialMs * policy.factor ** (attempt - 1));
  return Math.round(plain * (1 + policy.jitter * (2 * random - 1)));
}

export interface RetryOptions {
  readonly policy?: BackoffPolicy;
  /** Gives up, with the last error, when the next attempt would begin later than this after the first; default: never. */
  readonly budgetMs?: number;
  /** Ends the waiting early; the last error is thrown. */
  readonly signal?: AbortSignal;
  readonly onRetry?: (error: TransientError, attempt: number) => void;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Repeats `work` while it throws `TransientError`; anything else passes at once. */
export async function retryTransient<T>(work: (attempt: number) => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { policy = DEFAULT_BACKOFF, budgetMs = Infinity, signal, onRetry } = options;
  const { now = Date.now, random = Math.random, wait = waitFor } = options;
  const startedMs = now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof TransientError) || signal?.aborted === true) throw error;
      const pauseMs = backoffMs(policy, attempt, random());
      if (now() - startedMs + pauseMs > budgetMs) throw error;
      onRetry?.(error, attempt);
      await wait(pauseMs, signal);
      if (isAborted(signal)) throw error;
    }
  }
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** Resolves after `ms`, or at once when the signal is aborted. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
