import type { Interval } from '@tributary/contracts';
import { HOUR_MS, MINUTE_MS } from './calendar.js';

/** How near to a whole number of hours a shift must be, and how far it may go. */
export interface ShiftRule {
  readonly atLeastMinutes: number;
  readonly toleranceSeconds: number;
  readonly upToHours: number;
}

/** Whole hours by which `b` is `a` moved (start and end alike); 0 where it is not, or not moved. */
export function wholeHourShift(a: Interval, b: Interval, rule: ShiftRule): number {
  const hours = Math.round((b.startMs - a.startMs) / HOUR_MS);
  if (hours === 0 || Math.abs(hours) > rule.upToHours) return 0;
  if (a.endMs - a.startMs < rule.atLeastMinutes * MINUTE_MS) return 0;
  const isNear = (from: number, to: number) => Math.abs(to - from - hours * HOUR_MS) <= rule.toleranceSeconds * 1000;
  return isNear(a.startMs, b.startMs) && isNear(a.endMs, b.endMs) ? hours : 0;
}

const MARK_MS = 5 * MINUTE_MS;

/** Whether an instant is so near to a full five minutes that the clock rather than the body may have chosen it. */
export function isOnTheMark(ms: number, toleranceSeconds: number): boolean {
  const behind = ((ms % MARK_MS) + MARK_MS) % MARK_MS;
  return Math.min(behind, MARK_MS - behind) <= toleranceSeconds * 1000;
}
