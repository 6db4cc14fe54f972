import type { Aggregation, Metric, PriorityRule } from '@tributary/contracts';
import { isValueRecord, rankRecords, withoutCopies, type MetricRecord, type SourcesById } from './ranked-records.js';
import { namesMetric } from './source-rank.js';
import type { SweepRecord } from './sweep-field.js';

/** What may be served as the value of a window. */
export type Summary = Exclude<Aggregation, 'none'>;

/** How the records of a metric become one value; `count`: events are counted by their start. */
export type Method = 'sweep' | 'pooled' | 'best_source' | 'count';

/** Intake is added over all sources unless the rule names the metric. null: the metric is not resolved at all. */
export function methodOf(metric: Metric, rule: PriorityRule): Method | null {
  if (metric.resolution === 'none') return metric.summary === 'count' ? 'count' : null;
  return metric.resolution === 'pooled' && namesMetric(rule, metric.id) ? 'sweep' : metric.resolution;
}

/** UCUM; `1` where the metric has no unit (a count of events). */
export const unitOf = (metric: Metric): string => metric.unit ?? '1';

/** Each event at the instant it starts, for what it counts. */
const counted = (record: SweepRecord): SweepRecord => {
  const { id, sourceId, rank, modifiedMs, startMs } = record;
  return { id, sourceId, rank, modifiedMs, startMs, endMs: startMs, value: isValueRecord(record) ? record.value : 1 };
};

const PREPARE: Record<Method, (ranked: readonly SweepRecord[]) => readonly SweepRecord[]> = {
  sweep: withoutCopies,
  pooled: withoutCopies,
  best_source: (ranked) => ranked,
  count: (ranked) => ranked.map(counted),
};

/** The records that count under a rule, ranked, near copies of cumulative and intake records left out. */
export const countedRecords = (
  records: readonly MetricRecord[],
  rule: PriorityRule,
  sources: SourcesById,
  method: Method,
): readonly SweepRecord[] => PREPARE[method](rankRecords(records, rule, sources));
