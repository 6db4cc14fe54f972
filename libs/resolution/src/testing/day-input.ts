import { METRIC_BY_ID, type Metric, type PriorityRule, type Source, type SourceId } from '@tributary/contracts';
import { DAY_MS, HOUR_MS } from '../calendar.js';
import type { DayCellInput } from '../daily-cell.js';
import type { MetricRecord } from '../ranked-records.js';

export const DATE = '2026-01-10';
export const MIDNIGHT = Date.parse(`${DATE}T00:00:00Z`);
export function metric(id: string): Metric {
  const known = METRIC_BY_ID.get(id);
  if (!known) throw new RangeError(`There is no metric ${id}`);
  return known;
}

const source = (id: string, app: string, type: string): [string, Source] => [
  id,
  { id: id as SourceId, app: { id: app, name: null }, device: { manufacturer: null, model: null, type } },
];
export const sources = new Map([
  source('watch', 'com.w', 'watch'),
  source('phone', 'com.p', 'phone'),
  source('scale', 'com.s', 'scale'),
]);

export const record = (
  id: string,
  sourceId: string,
  startHour: number,
  endHour: number,
  value: number,
): MetricRecord => ({
  id,
  sourceId,
  recordingMethod: 'automatic',
  modifiedMs: null,
  startMs: MIDNIGHT + startHour * HOUR_MS,
  endMs: MIDNIGHT + endHour * HOUR_MS,
  value,
});
export const input = (id: string, records: MetricRecord[], user: PriorityRule[] = []): DayCellInput => ({
  metric: metric(id),
  date: DATE,
  windows: [{ startMs: MIDNIGHT, endMs: MIDNIGHT + DAY_MS }],
  records,
  sources,
  rules: { user, tenant: [] },
});
export const rule = (
  name: string,
  app: string,
  unlisted: 'last' | 'never' = 'last',
  effectiveFrom: string | null = null,
): PriorityRule => ({
  metric: name,
  effectiveFrom,
  order: [{ app }],
  unlisted,
});
