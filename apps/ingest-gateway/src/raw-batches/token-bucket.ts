const MS_PER_MINUTE = 60_000;

/** Lets through so many a minute on average, and as many at once after a pause. Time is passed in, epoch milliseconds. */
export class TokenBucket {
  #tokens: number;
  #filledMs: number;

  constructor(
    readonly perMinute: number,
    nowMs: number,
  ) {
    this.#tokens = perMinute;
    this.#filledMs = nowMs;
  }

  /** Takes one. @returns 0, or how long to wait for the next one, milliseconds. */
  take(nowMs: number): number {
    const passedMs = Math.max(0, nowMs - this.#filledMs);
    this.#tokens = Math.min(this.perMinute, this.#tokens + (passedMs * this.perMinute) / MS_PER_MINUTE);
    this.#filledMs = nowMs;
    if (this.#tokens < 1) return ((1 - this.#tokens) * MS_PER_MINUTE) / this.perMinute;
    this.#tokens -= 1;
    return 0;
  }
}
