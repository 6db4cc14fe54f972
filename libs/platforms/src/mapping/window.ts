import { longestSampleHours, type Metric } from '@tributary/contracts';
import { Refusal } from '../record-result.js';

const HOUR_MS = 3_600_000;
/** 1900-01-01T00:00:00Z. */
export const EARLIEST_MS = -2_208_988_800_000;
/** Clocks of phones run ahead; a day also covers zones. */
export const MAX_AHEAD_MS = 24 * HOUR_MS;

/** Longest window of each kind of record. */
export const MAX_SPAN_MS = {
  day: 24 * HOUR_MS,
  sleep: 48 * HOUR_MS,
  workout: 7 * 24 * HOUR_MS,
  unlimited: Infinity,
} as const;

export const maxSpanOf = (metric: Metric): number => longestSampleHours(metric) * HOUR_MS;

/** What the window of a type may be. */
export interface WindowRule {
  readonly maxSpanMs: number;
  /** An event may end in the future (a pregnancy), a plan may lie there. */
  readonly ahead: 'never' | 'end' | 'whole';
}

/** Minutes east of UTC that a record names for its start and its end. */
export interface NamedOffsets {
  readonly startOffsetMinutes: number | null;
  readonly endOffsetMinutes: number | null;
}

const MAX_CLOCK_BACK_MS = HOUR_MS;

/** How much longer than its wall-clock length a record is whose clock went back meanwhile: the day of 25 hours. */
function clockBackMs({ startOffsetMinutes, endOffsetMinutes }: NamedOffsets): number {
  if (startOffsetMinutes === null || endOffsetMinutes === null) return 0;
  return Math.min(Math.max(0, startOffsetMinutes - endOffsetMinutes) * 60_000, MAX_CLOCK_BACK_MS);
}

/**
 * Refuses a window that is turned round, too long, or too far away. `startPath` and `endPath` are the fields as sent.
 * `offsets` is asked for where a day is too long, for it may be one on which clocks went back.
 */
export function checkWindow(
  startMs: number,
  endMs: number,
  rule: WindowRule,
  receivedMs: number,
  paths: { readonly startPath: string; readonly endPath: string },
  offsets: () => NamedOffsets,
): Refusal | null {
  if (startMs > endMs) return new Refusal('time_window_invalid', paths.startPath, 'The start is after the end.');
  const excessMs = endMs - startMs - rule.maxSpanMs;
  if (excessMs > 0 && (rule.maxSpanMs !== MAX_SPAN_MS.day || excessMs > clockBackMs(offsets())))
    return new Refusal(
      'time_window_invalid',
      paths.endPath,
      `Longer than the ${rule.maxSpanMs / HOUR_MS} hours its type allows.`,
    );
  const latest = receivedMs + MAX_AHEAD_MS;
  if (startMs < EARLIEST_MS || (startMs > latest && rule.ahead !== 'whole'))
    return new Refusal('time_implausible', paths.startPath, 'Before 1900 or more than 24 hours ahead.');
  if (endMs > latest && rule.ahead === 'never')
    return new Refusal('time_implausible', paths.endPath, 'More than 24 hours ahead.');
  return null;
}
