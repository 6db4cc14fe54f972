import type { Interval, Metric, PlacedRules } from '@tributary/contracts';
import { bucketAt } from './bucket-grid.js';
import { bestSource, shareOfSamples } from './best-source.js';
import { pool } from './pooled.js';
import { isValueRecord, rankBy, type MetricRecord, type SourcesById } from './ranked-records.js';
import { countedRecords, methodOf, unitOf, type Method, type Summary } from './resolution-method.js';
import { totalOf } from './running-total.js';
import { bestRows, type SampleColumns } from './sample-columns.js';
import { mergeShares, type SourceShare } from './source-shares.js';
import { chooseRule, type ChosenRule } from './source-rank.js';
import type { SweepRecord, ValueRecord } from './sweep-field.js';
import { sweep, type BucketResult } from './sweep.js';

/** What decides one metric on one local date. */
export interface DayCellInput {
  readonly metric: Metric;
  /** The local date: chooses the rule. */
  readonly date: string;
  /** The physical time of the date, ascending; normally one window. */
  readonly windows: readonly Interval[];
  /** Every record that touches the windows, and a second around them so that near copies are seen. */
  readonly records: readonly MetricRecord[];
  readonly sources: SourcesById;
  readonly rules: PlacedRules;
}

/** The value that a daily summary serves. */
export interface DayCell {
  readonly value: number;
  /** UCUM; `1` where the metric has no unit (a count of events). */
  readonly unit: string;
  readonly aggregation: Summary;
  readonly sources: readonly SourceShare[];
}

/** The records that count under the rule of the date, and how. null: the metric is in no daily summary. */
export interface Case {
  readonly method: Method;
  readonly summary: Summary;
  readonly chosen: ChosenRule;
  readonly records: readonly SweepRecord[];
}

export const caseOf = (input: DayCellInput): Case | null =>
  caseUnder(chooseRule(input.rules, input.metric.id, input.date), input);

export function caseUnder(
  chosen: ChosenRule,
  { metric, records, sources }: Pick<DayCellInput, 'metric' | 'records' | 'sources'>,
): Case | null {
  const method = methodOf(metric, chosen.rule);
  if (method === null || metric.summary === null) return null;
  return { method, summary: metric.summary, chosen, records: countedRecords(records, chosen.rule, sources, method) };
}

/** A value and who gave it. */
export type Resolved = Pick<BucketResult, 'value' | 'sources'>;

/** Several windows of one date, or stretches under different rules, as one. */
export const joined = (results: readonly Resolved[]): Resolved => {
  const values = results.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    value: values.length === 0 ? null : totalOf(values),
    sources: mergeShares(results.map(({ sources }) => sources)),
  };
};

export const startingIn = (windows: readonly Interval[], records: readonly SweepRecord[]): ValueRecord[] =>
  records.filter(isValueRecord).filter(({ startMs }) => bucketAt(windows, startMs) >= 0);

/** From the beginning of the first to the end of the last; they ascend. */
export const hull = (windows: readonly Interval[]): Interval => ({
  startMs: windows[0]?.startMs ?? 0,
  endMs: windows.at(-1)?.endMs ?? 0,
});

const RESOLVE: Record<
  Method,
  (records: readonly SweepRecord[], windows: readonly Interval[], summary: Summary) => Resolved
> = {
  sweep: (records, windows) => joined(sweep(records, windows)),
  pooled: (records, windows) => joined(pool(records, windows)),
  best_source: (records, windows, summary) => {
    const inside = startingIn(windows, records);
    return bestSource(inside, [hull(windows)], summary)[0] ?? { value: null, sources: [] };
  },
  count: (records, windows) => joined(pool(records, windows)),
};

/**
 * The value of a metric on a local date by its `resolution` and `summary` columns; null where there is no data or the
 * metric is in no daily summary. Events (`resolution: none`, `summary: count`) are counted by their start.
 */
export function dayCell(input: DayCellInput): DayCell | null {
  const found = caseOf(input);
  if (found === null) return null;
  const { value, sources } = RESOLVE[found.method](found.records, input.windows, found.summary);
  return value === null ? null : { value, unit: unitOf(input.metric), aggregation: found.summary, sources };
}

/** `dayCell` of a `best_source` metric from columns: the same value, without an object for every sample. */
export function dayCellOfColumns(
  { metric, date, windows, sources, rules }: Omit<DayCellInput, 'records'>,
  columns: readonly SampleColumns[],
): DayCell | null {
  if (metric.summary === null) return null;
  const { rule } = chooseRule(rules, metric.id, date);
  const best = bestRows(columns, windows, rankBy(rule, sources));
  if (best === null) return null;
  const share = shareOfSamples(best.sourceId, best.rows, metric.summary);
  return { value: share.value, unit: unitOf(metric), aggregation: metric.summary, sources: [share] };
}
