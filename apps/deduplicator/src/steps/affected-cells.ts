import { HOUR_MS } from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import type { PersonZones } from '../person/zones.js';
import type { PersonWork } from '../person/person-work.js';

/** Local dates and the metrics of each whose value may have changed. */
export type AffectedCells = Map<string, Set<string>>;

/** The cells that a flush touched: what came or went, by local date; its cost is that of what came. */
export function affectedCells(work: PersonWork, { now }: PersonZones): AffectedCells {
  const dayStart = dayStartMinutes(work.profile?.dayStartsAt);
  const cells: AffectedCells = new Map();
  for (const [metric, hours] of work.touchedMetrics) {
    for (const hour of hours.ascending) {
      // A zone may change its date within the hour, by an offset that is not of whole hours.
      for (const ms of [hour * HOUR_MS, (hour + 1) * HOUR_MS - 1]) add(cells, now.localDate(ms, dayStart), metric);
    }
  }
  return cells;
}

/** Dates that have other borders or another zone now, because records told an offset that was not known before. */
export function shiftedDates({ before, now, toldHours }: PersonZones, dayStart: number): string[] {
  const near = new Set(toldHours.flatMap((hour) => [hour - 24, hour, hour + 24]));
  const dates = new Set(
    [...near].flatMap((hour) => [before.localDate(hour * HOUR_MS, dayStart), now.localDate(hour * HOUR_MS, dayStart)]),
  );
  const dayOf = (timeline: PersonZones['now'], date: string): string => {
    const day = timeline.dayWindow(date, dayStart);
    return JSON.stringify([day?.windows, day?.zone]);
  };
  return [...dates].filter((date) => dayOf(before, date) !== dayOf(now, date)).sort();
}

function add(cells: AffectedCells, date: string, metric: string): void {
  const metrics = cells.get(date);
  if (metrics) metrics.add(metric);
  else cells.set(date, new Set([metric]));
}
