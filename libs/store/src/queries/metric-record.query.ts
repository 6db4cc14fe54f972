import { partId, type Interval, type Metric, type SourceId, type UserKey } from '@tributary/contracts';
import type { MetricRecord, SampleColumns } from '@tributary/resolution';
import type { Recording } from '../records/recording.js';
import { HOUR_MS } from '../series/chunk-key.js';
import { asleepRecords, metricRecords, SESSION_METRICS, sessionRecords } from '../series/metric-records.js';
import type { SeriesChunk } from '../series/series-chunk.js';
import { recordingsBetween, type UserData } from '../user-data.js';

/** Near copies differ by less than a second, so a window looks that far over its borders. */
export const COPY_MARGIN_MS = 1_000;
/** No recording is longer (api: a workout), so a window looks that far back for those that reach into it. */
export const LONGEST_RECORDING_MS = 7 * 24 * HOUR_MS;
const CHUNK_METRIC: Readonly<Record<string, string>> = { sleep_duration: 'sleep_stage' };
/** The metric of the chunks that a metric is (also) made of. */
export const chunkMetricOf = (metric: Metric): string => CHUNK_METRIC[metric.id] ?? metric.id;

/** What is stored of a metric around a window. */
export interface MetricHoldings {
  readonly records: readonly MetricRecord[];
  /** Offsets in minutes that records name for their start and end, by id; for a local clock. */
  readonly offsets: () => ReadonlyMap<string, NamedOffsets>;
}

export interface NamedOffsets {
  readonly start: number | null;
  readonly end: number | null;
}

/** Events of a counted type at their start, each worth one; none if its value is one that does not count. */
function eventRecords(recordings: Iterable<Recording>, { id: type, counted }: Metric): MetricRecord[] {
  return [...recordings].flatMap(({ type: own, record }): MetricRecord[] => {
    const { id, sourceId, recordingMethod, version, startMs, content } = record;
    if (own !== type || content.kind !== 'event') return [];
    const value = counted === undefined || counted.includes(String(content.value)) ? 1 : 0;
    return [{ id, sourceId, recordingMethod, modifiedMs: version.modifiedMs, startMs, endMs: startMs, value }];
  });
}

function offsetsOf(chunks: Iterable<SeriesChunk>, recordings: Iterable<Recording>): ReadonlyMap<string, NamedOffsets> {
  const offsets = new Map<string, NamedOffsets>();
  for (const { records } of chunks) {
    for (const { id, profile, samples } of records.values()) {
      const named = { start: profile.startOffsetMinutes, end: profile.endOffsetMinutes };
      for (const { part } of samples) offsets.set(partId(id, part), named);
    }
  }
  for (const { record } of recordings)
    offsets.set(record.id, { start: record.startOffsetMinutes, end: record.endOffsetMinutes });
  return offsets;
}

/** Kind of the recordings that a metric is made of; null: it is made of samples alone. */
export const recordingKind = (metric: Metric): Recording['kind'] | null =>
  metric.resolution === 'none' ? 'event' : (SESSION_METRICS[metric.id]?.kind ?? null);

/** The records that a metric is made of, among chunks of its `chunkMetricOf` and recordings of its `recordingKind`. */
export function recordsOfMetric(
  metric: Metric,
  chunks: readonly SeriesChunk[],
  recordings: readonly Recording[],
  fromMs: number,
  toMs: number,
): MetricRecord[] {
  if (metric.resolution === 'none') return eventRecords(recordings, metric);
  const session = SESSION_METRICS[metric.id];
  if (!session) return metricRecords(chunks, fromMs, toMs);
  const asleep = metric.id in CHUNK_METRIC ? asleepRecords(chunks, fromMs, toMs) : [];
  return [...sessionRecords(session, recordings, fromMs, toMs), ...asleep];
}

/** The samples of a metric that reach into a window, as columns: what decides metrics of the best source. */
export async function metricColumns(
  data: UserData,
  user: UserKey,
  metric: Metric,
  { startMs, endMs }: Interval,
): Promise<SampleColumns[]> {
  const chunks = await data.chunks.inWindows([{ user, metric: metric.id, fromMs: startMs, toMs: endMs }]);
  return chunks.map((chunk) => chunk.samples());
}

/** Everything that decides the values of a metric in a window: what touches it, and what a copy of it may be. */
export async function metricHoldings(
  data: UserData,
  user: UserKey,
  metric: Metric,
  window: Interval,
  sourceId?: SourceId,
): Promise<MetricHoldings> {
  const [fromMs, toMs] = [window.startMs - COPY_MARGIN_MS, window.endMs + COPY_MARGIN_MS];
  const kind = recordingKind(metric);
  const [recordings, chunks] = await Promise.all([
    kind === null
      ? []
      : recordingsBetween(data, user, kind, fromMs, toMs, LONGEST_RECORDING_MS).then((found) => [...found.values()]),
    data.chunks.inWindows([{ user, metric: chunkMetricOf(metric), fromMs, toMs }]),
  ]);
  const own = sourceId === undefined ? chunks : chunks.filter(({ key }) => key.sourceId === sourceId);
  const records = recordsOfMetric(metric, own, recordings, fromMs, toMs);
  return {
    records: sourceId === undefined ? records : records.filter((record) => record.sourceId === sourceId),
    offsets: () => offsetsOf(chunks, recordings),
  };
}
