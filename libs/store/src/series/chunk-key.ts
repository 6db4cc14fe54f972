import { longestSampleHours, METRIC_BY_ID, type MetricId, type SourceId, type UserKey } from '@tributary/contracts';

export const HOUR_MS = 3_600_000;
/** No amount, rate or stage is longer, and a reading counts at its start: what is resolved looks back as far and no farther. */
export const LONGEST_SAMPLE_MS = 48 * HOUR_MS;

/** No sample of a metric is longer: a list looks back as far. */
export function longestSampleMs(metric: string): number {
  const row = METRIC_BY_ID.get(metric);
  return Math.max(LONGEST_SAMPLE_MS, row === undefined ? 0 : longestSampleHours(row) * HOUR_MS);
}

/** One chunk: a person's samples of one metric and source that start in one time bucket. */
export interface ChunkKey {
  readonly user: UserKey;
  readonly metric: string;
  readonly sourceId: SourceId;
  /** Start of the bucket, hours since the epoch. */
  readonly hour: number;
}

/**
 * Bucket lengths in hours. Short enough that a late sample rewrites little, long enough that a document's own bytes do
 * not weigh: a watch writes some 50 heart rates in four hours at rest and 14,400 at 1 Hz.
 */
const BUCKET_HOURS = { dense: 4, daily: 24, sparse: 768 } as const;

/** Readings that most people have a few of a day, and who wears a sensor has one a minute or, of an oximeter, a second. */
const WORN_SENSORS: readonly MetricId[] = [
  'blood_glucose',
  'body_temperature',
  'oxygen_saturation',
  'peripheral_perfusion_index',
];
const IS_WORN: ReadonlySet<string> = new Set(WORN_SENSORS);

export function bucketHours(metric: string): number {
  const row = METRIC_BY_ID.get(metric);
  if (row === undefined) return BUCKET_HOURS.daily;
  if (row.dense) return BUCKET_HOURS.dense;
  return row.kind === 'instantaneous' && !IS_WORN.has(metric) ? BUCKET_HOURS.sparse : BUCKET_HOURS.daily;
}

export function bucketOf(metric: string, startMs: number): number {
  const hours = bucketHours(metric);
  return Math.floor(startMs / (hours * HOUR_MS)) * hours;
}

// Ids sort by user, metric and time, so `_id` alone serves every range read and no second index is needed.
// The offset keeps the hours before 1970 positive.
const HOUR_OFFSET = 1_000_000;
const HOUR_DIGITS = 7;
const sortable = (hour: number): string => String(hour + HOUR_OFFSET).padStart(HOUR_DIGITS, '0');

/** Hours that have their digits, from 1855 to 2996: no sample lies outside, but a window may reach there. */
const withinDigits = (hour: number): number =>
  Math.min(Math.max(hour, 0 - HOUR_OFFSET), 10 ** HOUR_DIGITS - 1 - HOUR_OFFSET);

export const chunkId = ({ user, metric, hour, sourceId }: ChunkKey): string =>
  `${user}|${metric}|${sortable(hour)}|${sourceId}`;

export function chunkKeyOf(id: string): ChunkKey {
  const [user = '', metric = '', hour = '', sourceId = ''] = id.split('|');
  return { user: user as UserKey, metric, hour: Number(hour) - HOUR_OFFSET, sourceId: sourceId as SourceId };
}

/** The source of a chunk, which is all that many ask of its id. */
export const sourceIdOfChunk = (id: string): SourceId => id.slice(id.lastIndexOf('|') + 1) as SourceId;

/** `_id` range of the chunks that can hold samples that start in `[lowestMs, toMs)`; an absent bound is open. */
export function chunkRange(
  user: UserKey,
  metric: string,
  lowestMs?: number,
  toMs?: number,
): { $gte: string; $lt: string } {
  const at = (hour: number): string => `${user}|${metric}|${sortable(withinDigits(hour))}`;
  const first = lowestMs === undefined ? `${user}|${metric}|` : at(bucketOf(metric, lowestMs));
  const last = toMs === undefined ? `${user}|${metric}}` : at(Math.ceil(toMs / HOUR_MS));
  return { $gte: first, $lt: last };
}
