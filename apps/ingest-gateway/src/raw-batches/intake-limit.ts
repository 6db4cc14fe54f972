import { RequestFailure } from '@tributary/http';

/** A body that does not say how long it is counts as this much, bytes. */
const UNKNOWN_LENGTH = 1024 * 1024;
const RETRY_AFTER_SECONDS = 1;

/** Bounds the bodies that are in memory at one time, so that a burst is shed instead of swelling the process. */
export class IntakeLimit {
  #used = 0;

  constructor(private readonly bytes: number) {}

  /**
   * Runs the work while its body has a place. One that is longer than a batch may be is refused before.
   * @throws RequestFailure `not_durable_now` when there is none.
   */
  async run<T>(contentLength: string | undefined, work: () => Promise<T>): Promise<T> {
    const size = contentLength === undefined ? UNKNOWN_LENGTH : Number(contentLength);
    if (this.#used + size > this.bytes)
      throw new RequestFailure('not_durable_now', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    this.#used += size;
    try {
      return await work();
    } finally {
      this.#used -= size;
    }
  }
}
