import { isDeepStrictEqual } from 'node:util';
import type { PlacedRules, UserKey } from '@tributary/contracts';
import { chooseRule } from '@tributary/resolution';
import { HOUR_MS, type UserData } from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import type { PersonWork } from '../person/person-work.js';
import type { PersonZones } from '../person/zones.js';
import { metricsOf, type AffectedCells } from './affected-cells.js';
import type { DateScope } from './settle-around.js';

/** The rules of a person before and after a change. */
export interface RuleChange {
  readonly before: PlacedRules;
  readonly after: PlacedRules;
}

const DAY_MS = 24 * HOUR_MS;

/** Whether a metric stands under another rule on a date. */
export type Difference = (metric: string, date: string) => boolean;

export const differenceOf =
  ({ before, after }: RuleChange): Difference =>
  (metric, date) =>
    !isDeepStrictEqual(chooseRule(before, metric, date), chooseRule(after, metric, date));

/**
 * Every local date from a person's first data to the last: a date may have no summary only because its sources did not
 * count. Far west a date lies a UTC date back, and where the day starts late one more.
 */
export async function datesWithData(user: UserKey, { data }: { data: UserData }): Promise<string[]> {
  const sources = [...(await data.sources.all(user)).values()];
  if (sources.length === 0) return [];
  const firstMs = Math.min(...sources.map((source) => source.firstMs)) - 2 * DAY_MS;
  const lastMs = Math.max(...sources.map((source) => source.lastMs)) + DAY_MS;
  const dates: string[] = [];
  for (let ms = firstMs; ms <= lastMs; ms += DAY_MS) dates.push(new Date(ms).toISOString().slice(0, 10));
  const last = new Date(lastMs).toISOString().slice(0, 10);
  return dates.includes(last) ? dates : [...dates, last];
}

/** A stretch of a person's dates that one flush resolves again. */
export interface Stretch {
  readonly dates: readonly string[];
  /** With the dates beside it: a change of rule there can change a night or workout here. */
  readonly around: readonly string[];
  /** What lies before the first date of all belongs to the first stretch, what lies after the last to the last. */
  readonly scope: DateScope;
}

/** Dates to each side that decide over nights and workouts of a date. */
const DATES_AROUND = 7;

export function stretchOf(all: readonly string[], at: number, length: number): Stretch {
  const dates = all.slice(at, at + length);
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const isLast = at + length >= all.length;
  return {
    dates,
    around: all.slice(Math.max(0, at - DATES_AROUND), at + length + DATES_AROUND),
    scope: (date) => (at === 0 || date >= first) && (isLast || date <= last),
  };
}

/**
 * The cells of a stretch that stand under another rule than before; a date near to where nights or workouts stand under
 * another one is summed up again, since they may have come to it or gone.
 */
export function cellsUnderOtherRules(work: PersonWork, { dates, around }: Stretch, isOther: Difference): AffectedCells {
  const metrics = metricsOf(work);
  const areSessionsOther = around.some((date) => isOther('sleep', date) || isOther('workouts', date));
  const cells: AffectedCells = new Map();
  for (const date of dates) {
    const other = metrics.filter((metric) => isOther(metric, date));
    if (other.length > 0 || areSessionsOther) cells.set(date, new Set(other));
  }
  return cells;
}

/** Has nights and workouts derived again on the days whose rule for them is another one. */
export function touchSessions(
  work: PersonWork,
  { now }: PersonZones,
  dates: readonly string[],
  isOther: Difference,
): void {
  const dayStart = dayStartMinutes(work.profile?.dayStartsAt);
  for (const date of dates) {
    for (const { startMs, endMs } of now.dayWindow(date, dayStart)?.windows ?? []) {
      if (isOther('sleep', date)) work.touchedSleep.add(startMs, endMs);
      if (isOther('workouts', date)) work.touchedWorkouts.add(startMs, endMs);
    }
  }
}
