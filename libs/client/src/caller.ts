import { ApiProblem, toApiProblem } from './api-problem.js';

export interface RetryOptions {
  /** How often a request is sent at most. */
  readonly attempts: number;
  /** Pause after the first failure; it doubles with every further one. */
  readonly baseMs: number;
  readonly maxMs: number;
}

export interface CallerOptions {
  /** An API key or device token, or what gives one: asked before every request, so that it can be renewed. */
  readonly token: string | (() => string | Promise<string>);
  readonly retry?: Partial<RetryOptions>;
  /** Longest time for one attempt; of a stream until it begins. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** Waits between attempts; ends early, with an error, when the signal fires. */
  readonly pause?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** The answer goes on for as long as it is read: only its beginning is waited for. */
  readonly isStream?: boolean;
}

const RETRY: RetryOptions = { attempts: 6, baseMs: 500, maxMs: 30_000 };
const TIMEOUT_MS = 60_000;
/** Over quota, and not durable now: the same request may be sent again. */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 503]);
const MS_PER_SECOND = 1_000;

/** Resolves after the time; rejects with the reason of the signal when that fires first. */
export function pauseFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that fires after the time, unless it is stopped. */
function timeLimit(ms: number): { readonly signal: AbortSignal; readonly stop: () => void } {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException('The service did not answer in time', 'TimeoutError'));
  }, ms);
  return {
    signal: limit.signal,
    stop: () => {
      clearTimeout(timer);
    },
  };
}

/** Sends requests with the token, and again where that is safe: every call of this package may be repeated. */
export class Caller {
  readonly #retry: RetryOptions;
  readonly #fetch: typeof fetch;
  readonly pause: NonNullable<CallerOptions['pause']>;

  constructor(private readonly options: CallerOptions) {
    this.#retry = { ...RETRY, ...options.retry };
    this.#fetch = options.fetch ?? fetch;
    this.pause = options.pause ?? pauseFor;
  }

  /** @throws ApiProblem for an answer other than success, the error of `fetch` when nothing answered. */
  async send(call: Call): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(call);
      } catch (error) {
        call.signal?.throwIfAborted();
        if (attempt >= this.#retry.attempts || !isPassing(error)) throw error;
        await this.pause(this.#waitMs(error, attempt), call.signal);
      }
    }
  }

  async #attempt({ method, url, headers, body, signal, isStream = false }: Call): Promise<Response> {
    const { token, timeoutMs = TIMEOUT_MS } = this.options;
    const authorization = `Bearer ${typeof token === 'string' ? token : await token()}`;
    const limit = isStream ? timeLimit(timeoutMs) : { signal: AbortSignal.timeout(timeoutMs), stop: () => undefined };
    const response = await this.#fetch(url, {
      method,
      headers: { ...headers, authorization },
      ...(body && { body }),
      signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
    }).finally(limit.stop);
    if (!response.ok) throw await toApiProblem(response);
    return response;
  }

  /** What the service asks for; otherwise longer each time, and never at the same moment as everybody else. */
  #waitMs(error: unknown, attempt: number): number {
    if (error instanceof ApiProblem && error.retryAfterSeconds !== null) return error.retryAfterSeconds * MS_PER_SECOND;
    const ceiling = Math.min(this.#retry.maxMs, this.#retry.baseMs * 2 ** (attempt - 1));
    return ceiling * (0.5 + Math.random() / 2);
  }
}

const isPassing = (error: unknown): boolean => !(error instanceof ApiProblem) || RETRIED_STATUSES.has(error.status);
