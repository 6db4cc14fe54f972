/**
 * How far the import of an export has come: collection `imports`, key = import id. It lets a second run of the same file
 * find that there is nothing to do.
 */
export interface ImportMark {
  /** Parts that are stored: those below this number. */
  readonly parts: number;
  /** Epoch milliseconds; null while it goes on. */
  readonly completedMs: number | null;
}
