import { HOUR_MS, SESSION_METRICS } from '@tributary/store';
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
      for (const ms of [hour * HOUR_MS, (hour + 1) * HOUR_MS - 1])
        addCells(cells, now.localDate(ms, dayStart), [metric]);
    }
  }
  return cells;
}

/** Everything that the person's sources measure, and what is made of their sessions. */
export const metricsOf = (work: PersonWork): string[] => [
  ...new Set([
    ...Array.from(work.sources.entries(), ([, source]) => source.metrics).flat(),
    ...Object.keys(SESSION_METRICS),
  ]),
];

export function addCells(cells: AffectedCells, date: string, metrics: readonly string[]): void {
  const known = cells.get(date) ?? new Set();
  for (const metric of metrics) known.add(metric);
  cells.set(date, known);
}
