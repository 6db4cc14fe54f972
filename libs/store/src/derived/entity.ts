import type { UserKey } from '@tributary/contracts';

/**
 * A derived thing that is served and published under one id with a version: a daily summary (key = local date), a sleep
 * episode, a resolved workout. One that went away stays as a stub, so that its version keeps rising if it comes back.
 */
export interface Entity<View> {
  readonly u: UserKey;
  readonly startMs: number;
  readonly endMs: number;
  readonly version: number;
  readonly gone: boolean;
  readonly view: View;
}
