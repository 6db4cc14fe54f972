import { RequestFailure } from './request-failure.js';

export interface RememberedOptions<T> {
  /** Asks the store; null for what does not exist. Any rejection counts as "cannot be told now". */
  readonly lookUp: (key: string) => Promise<T | null>;
  readonly now?: () => number;
  /** What was seen longer ago is looked up again: a revocation takes effect within this time, milliseconds. */
  readonly freshMs?: number;
  /** While the store is away, what was seen within this time still counts, milliseconds. */
  readonly awayMs?: number;
}

interface Seen<T> {
  readonly value: T;
  readonly seenMs: number;
}

const MAX_REMEMBERED = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** A short memory of a store, so that a request seldom asks it and works without it for a while. */
export class Remembered<T> {
  readonly #seen = new Map<string, Seen<T>>();
  #pending = new Map<string, Promise<T | null>>();
  readonly #options: Required<RememberedOptions<T>>;

  constructor({ lookUp, now = Date.now, freshMs = 4_000, awayMs = 15 * 60_000 }: RememberedOptions<T>) {
    this.#options = { lookUp, now, freshMs, awayMs };
  }

  /** @throws RequestFailure `not_durable_now` while the store is away, for what was not seen lately. */
  async find(key: string): Promise<T | null> {
    const { now, freshMs, awayMs } = this.#options;
    const seen = this.#seen.get(key);
    if (seen && now() - seen.seenMs < freshMs) return seen.value;
    try {
      return await this.#lookUpOnce(key);
    } catch (error) {
      if (seen && now() - seen.seenMs < awayMs) return seen.value;
      throw new RequestFailure('not_durable_now', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
    }
  }

  /** What fits is looked up again with the next request; so is what is on its way, which may be of before. */
  forget(fits: (value: T) => boolean): void {
    for (const [key, { value }] of this.#seen) if (fits(value)) this.#seen.delete(key);
    this.#pending = new Map();
  }

  /** Requests that need the same at the same time share one look-up. */
  #lookUpOnce(key: string): Promise<T | null> {
    const pending = this.#pending;
    const running = pending.get(key);
    if (running) return running;
    const lookup = this.#lookUp(key, pending).finally(() => pending.delete(key));
    pending.set(key, lookup);
    return lookup;
  }

  async #lookUp(key: string, pending: Map<string, unknown>): Promise<T | null> {
    const value = await this.#options.lookUp(key);
    if (pending !== this.#pending) return value;
    this.#seen.delete(key);
    if (value === null) return null;
    this.#seen.set(key, { value, seenMs: this.#options.now() });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    return value;
  }
}
