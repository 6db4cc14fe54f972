import type { Interval } from '@tributary/contracts';
import { DAY_MS, MINUTE_MS, addDays, firstOfMonth } from './calendar.js';
import { clip } from './intervals.js';
import { timelineOf, type ZoneTimeline } from './zone-timeline.js';

/** The kinds of bucket that aggregates offer. */
export type BucketSpec =
  | { readonly kind: 'time'; readonly minutes: number }
  | { readonly kind: 'day' }
  | { readonly kind: 'week' }
  | { readonly kind: 'month' }
  | { readonly kind: 'all' };

const SPECS: ReadonlyMap<string, BucketSpec> = new Map<string, BucketSpec>([
  ...[1, 5, 10, 15, 20, 30].map((minutes) => [`PT${String(minutes)}M`, { kind: 'time', minutes }] as const),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => [`PT${String(hours)}H`, { kind: 'time', minutes: hours * 60 }] as const),
  ['P1D', { kind: 'day' }],
  ['P7D', { kind: 'week' }],
  ['P1M', { kind: 'month' }],
  ['all', { kind: 'all' }],
]);

/** Everything `bucket` may be, in the order of length. */
export const BUCKETS: readonly string[] = [...SPECS.keys()];

/** null: not a bucket that is offered. */
export const parseBucket = (text: string): BucketSpec | null => SPECS.get(text) ?? null;

/** The local dates that a window may touch, with one to spare at each end for clocks that were set back. */
function* datesAround(window: Interval, timeline: ZoneTimeline): Generator<string> {
  const first = timeline.localDate(window.startMs);
  const last = timeline.localDate(window.endMs - 1);
  const until = addDays(last > first ? last : first, 1);
  for (let date = addDays(last < first ? last : first, -1); date <= until; date = addDays(date, 1)) yield date;
}

function days(window: Interval, timeline: ZoneTimeline): Interval[] {
  const windows = [...datesAround(window, timeline)].flatMap((date) => timeline.dayWindow(date)?.windows ?? []);
  return windows.sort((a, b) => a.startMs - b.startMs);
}

/** Cuts a day into pieces of equal length from its first instant; the last one may be shorter. */
function cut({ startMs, endMs }: Interval, lengthMs: number, within: Interval): Interval[] {
  const pieces: Interval[] = [];
  const skipped = Math.max(0, Math.floor((within.startMs - startMs) / lengthMs));
  for (let at = startMs + skipped * lengthMs; at < Math.min(endMs, within.endMs); at += lengthMs) {
    pieces.push({ startMs: at, endMs: Math.min(at + lengthMs, endMs) });
  }
  return pieces;
}

/** From one border to the next, until the window ends. */
function between(window: Interval, first: number, border: (index: number) => number): Interval[] {
  const cells: Interval[] = [];
  for (let [index, startMs] = [1, first]; startMs < window.endMs; index++) {
    const endMs = border(index);
    if (endMs > startMs) cells.push({ startMs, endMs });
    startMs = Math.max(startMs, endMs);
  }
  return cells;
}

function weeks(window: Interval, timeline: ZoneTimeline): Interval[] {
  const localMs = timeline.toLocal(window.startMs);
  return between(window, window.startMs, (index) => timeline.instantOfLocal(localMs + index * 7 * DAY_MS));
}

function months(window: Interval, timeline: ZoneTimeline): Interval[] {
  const date = timeline.localDate(window.startMs);
  const border = (index: number) => timeline.startOfDate(firstOfMonth(date, index));
  return between(window, border(0), border);
}

type CalendarKind = Exclude<BucketSpec['kind'], 'time'>;

const CALENDAR: Record<CalendarKind, (window: Interval, timeline: ZoneTimeline) => Interval[]> = {
  day: days,
  week: weeks,
  month: months,
  all: (window) => [window],
};

/**
 * Ascending buckets of `[fromMs, toMs)`, the first and the last cut to it. Time buckets have their physical length,
 * counted from each local midnight and cut at the next (so the last one of a 23-hour day may be shorter), days last
 * from midnight to midnight, weeks are seven calendar days from `fromMs`, months are calendar months.
 */
export function bucketsOf(spec: BucketSpec, fromMs: number, toMs: number, timeline: ZoneTimeline): Interval[] {
  const window = { startMs: fromMs, endMs: toMs };
  if (fromMs >= toMs) return [];
  const cells =
    spec.kind === 'time'
      ? days(window, timeline).flatMap((day) => cut(day, spec.minutes * MINUTE_MS, window))
      : CALENDAR[spec.kind](window, timeline);
  return clip(cells, window);
}

const WALL_CLOCK = timelineOf('+00:00');

/** Buckets of `clock=local`: bounds and answers are wall-clock times as milliseconds since 1970-01-01T00:00 on that clock. */
export const localBucketsOf = (spec: BucketSpec, fromLocalMs: number, toLocalMs: number): Interval[] =>
  bucketsOf(spec, fromLocalMs, toLocalMs, WALL_CLOCK);

/** No bucket of the kind is shorter, however clocks change. */
const SHORTEST_MS: Record<CalendarKind, number> = {
  day: DAY_MS - 3 * 60 * MINUTE_MS,
  week: 6 * DAY_MS,
  month: 27 * DAY_MS,
  all: Infinity,
};

/** An upper bound of how many buckets a range has, without making them. */
export function bucketLimit(spec: BucketSpec, fromMs: number, toMs: number): number {
  const length = spec.kind === 'time' ? spec.minutes * MINUTE_MS : SHORTEST_MS[spec.kind];
  const cutDays = spec.kind === 'time' ? Math.ceil((toMs - fromMs) / SHORTEST_MS.day) : 0;
  return Math.ceil((toMs - fromMs) / length) + cutDays + 2;
}
