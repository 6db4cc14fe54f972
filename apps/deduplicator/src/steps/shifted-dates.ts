import { EVIDENCE_REACH_HOURS } from '@tributary/resolution';
import { HOUR_MS } from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import type { PersonWork } from '../person/person-work.js';
import { unionOf, type Span } from '../person/spans.js';
import type { PersonZones } from '../person/zones.js';

const DAY_MS = 24 * HOUR_MS;
const REACH_MS = (EVIDENCE_REACH_HOURS + 1) * HOUR_MS;

/** UTC days on which the person's clock may show something else than before the flush. */
export function daysOfOtherClock(work: PersonWork, { toldHours, learnedMs }: PersonZones): Set<number> {
  // What claims to end later says nothing of when the person was where.
  const latestMs = Math.min(work.latestDataMs, work.nowMs + 2 * DAY_MS);
  const told = [...new Set(toldHours.map((hour) => Math.floor(hour / 24)))].map((day): Span => ({
    fromMs: day * DAY_MS - REACH_MS,
    toMs: (day + 1) * DAY_MS + REACH_MS,
  }));
  const learned = learnedMs.map((fromMs): Span => ({ fromMs, toMs: Math.max(fromMs, latestMs) }));
  const days = new Set<number>();
  for (const { fromMs, toMs } of [...told, ...learned])
    for (let day = Math.floor(fromMs / DAY_MS); day * DAY_MS <= toMs; day++) days.add(day);
  return days;
}

/**
 * Has nights and workouts derived again where the clock shows something else on one of the days: those that name no
 * offset follow it.
 */
export function touchShifted(work: PersonWork, { before, now }: PersonZones, days: ReadonlySet<number>): void {
  const isOther = (ms: number) =>
    before.zoneAt(ms).offsetMinutes !== now.zoneAt(ms).offsetMinutes || before.zoneInForce(ms) !== now.zoneInForce(ms);
  for (const day of days) {
    for (let startMs = day * DAY_MS; startMs < (day + 1) * DAY_MS; startMs += HOUR_MS) {
      const endMs = startMs + HOUR_MS;
      if (!isOther(startMs) && !isOther(endMs - 1)) continue;
      work.touchedSleep.add(startMs, endMs);
      work.touchedWorkouts.add(startMs, endMs);
    }
  }
}

/**
 * Dates around the days that have other borders or another zone now, because records told an offset or a device a zone
 * that was not known before, ascending. Time may have come to them from another date, with everything that was recorded
 * in it.
 */
export function shiftedDates(work: PersonWork, zones: PersonZones, days: ReadonlySet<number>): string[] {
  const dayStart = dayStartMinutes(work.profile?.dayStartsAt);
  const dates = new Set<string>();
  // A local date lies within a day of the UTC date of the same name, and may begin later by the start of the day.
  for (const day of days)
    for (const near of [day - 2, day - 1, day, day + 1]) dates.add(new Date(near * DAY_MS).toISOString().slice(0, 10));
  const dayOf = (timeline: PersonZones['now'], date: string): string => {
    const window = timeline.dayWindow(date, dayStart);
    return JSON.stringify([window?.windows, window?.zone]);
  };
  return [...dates].filter((date) => dayOf(zones.before, date) !== dayOf(zones.now, date)).sort();
}

/** Spans with data in which another zone is in force now, because a device told it. */
export function spansOfOtherZone(work: PersonWork, zones: PersonZones): Span[] {
  if (zones.learnedMs.length === 0) return [];
  const isOther = (ms: number) => zones.before.zoneInForce(ms) !== zones.now.zoneInForce(ms);
  const hours: Span[] = [];
  for (const day of daysOfOtherClock(work, { ...zones, toldHours: [] }))
    for (let fromMs = day * DAY_MS; fromMs < (day + 1) * DAY_MS; fromMs += HOUR_MS)
      if (isOther(fromMs) || isOther(fromMs + HOUR_MS - 1)) hours.push({ fromMs, toMs: fromMs + HOUR_MS });
  return unionOf(hours);
}
