/** So much is refused that the fault is more likely ours than the senders': the consumer stops, nothing moves. */
export class DeadLetterLimitError extends Error {
  override readonly name = 'DeadLetterLimitError';
}

export interface DeadLetterLimitPolicy {
  /** Stops at this many refusals in a row. */
  readonly inARow: number;
  /** Stops when more than this share of the last `window` inputs was refused; judged once `window` inputs were seen. */
  readonly ratio: number;
  readonly window: number;
}

export const DEFAULT_DEAD_LETTER_LIMIT: DeadLetterLimitPolicy = { inARow: 100, ratio: 0.5, window: 1_000 };

/** Guards one lane. A bad deploy must not drain a topic into its dead letters. */
export class DeadLetterLimit {
  private readonly recent: boolean[] = [];
  private next = 0;
  private refusedInWindow = 0;
  private refusedInARow = 0;

  constructor(private readonly policy: DeadLetterLimitPolicy = DEFAULT_DEAD_LETTER_LIMIT) {}

  /** Call per input before its outcome is written. Throws `DeadLetterLimitError` at the input that goes too far. */
  record(refused: boolean): void {
    const { inARow, ratio, window } = this.policy;
    this.refusedInARow = refused ? this.refusedInARow + 1 : 0;
    this.refusedInWindow += Number(refused) - Number(this.recent[this.next] ?? false);
    this.recent[this.next] = refused;
    this.next = (this.next + 1) % window;
    if (this.refusedInARow >= inARow) throw new DeadLetterLimitError(`${inARow} dead letters in a row`);
    if (this.recent.length === window && this.refusedInWindow > ratio * window)
      throw new DeadLetterLimitError(`${this.refusedInWindow} dead letters among the last ${window} messages`);
  }
}
