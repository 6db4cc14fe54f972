import type { Interval, Metric, PriorityRule } from '@tributary/contracts';
import { bestSource, type BucketStatistics, type SourceChoice } from './best-source.js';
import { clip } from './intervals.js';
import { pool } from './pooled.js';
import { isValueRecord, type MetricRecord, type SourcesById } from './ranked-records.js';
import { countedRecords, methodOf, type Method, type Summary } from './resolution-method.js';
import type { RuleSpan } from './rule-spans.js';
import { totalOf } from './running-total.js';
import { mergeShares } from './source-shares.js';
import type { SweepRecord } from './sweep-field.js';
import { sweep, type BucketResult } from './sweep.js';

/**
 * `resolved`: by priority. `all`: the records of every source together, added (amounts) or pooled (measurements),
 * whatever the rules say. `single`: the records given are those of one source, which counts whatever its rank.
 */
export type SourceView = 'resolved' | 'all' | 'single';

export interface AggregateInput {
  readonly metric: Metric;
  /** Every record that touches the buckets, and a second around them so that near copies are seen. */
  readonly records: readonly MetricRecord[];
  readonly sources: SourcesById;
  /** The rules in force over the whole range, ascending (`ruleSpans`). */
  readonly spans: readonly RuleSpan[];
  /** Ascending, disjoint. */
  readonly buckets: readonly Interval[];
  readonly view: SourceView;
}

/** Amounts have a value and shares; measurements also what their samples say. */
export type AggregateBucket = BucketResult | BucketStatistics;

const EVERY_SOURCE: PriorityRule = { metric: '*', effectiveFrom: null, order: [], unlisted: 'last' };

const METHOD_OF_ALL: Record<Method, Method> = {
  sweep: 'pooled',
  pooled: 'pooled',
  best_source: 'best_source',
  count: 'count',
};

const ADD_UP: Record<
  Exclude<Method, 'best_source'>,
  (records: readonly SweepRecord[], cells: readonly Interval[]) => BucketResult[]
> = {
  sweep,
  pooled: pool,
  count: pool,
};

/** Where the range is without rules (`all`, `single`), one span covers it. */
function spansOf({ spans, buckets, view }: AggregateInput): readonly RuleSpan[] {
  if (view === 'resolved') return spans;
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ startMs: first.startMs, endMs: last.endMs, chosen: { place: 'builtin', rule: EVERY_SOURCE } }];
}

interface Part {
  readonly bucket: number;
  readonly result: AggregateBucket;
}

/** A bucket of measurements is decided under the rule of its start, an amount piece by piece. */
function partsOf(span: RuleSpan, input: AggregateInput, summary: Summary): Part[] {
  const { metric, records, sources, buckets, view } = input;
  const ruled = methodOf(metric, span.chosen.rule);
  if (ruled === null) return [];
  const method = view === 'all' ? METHOD_OF_ALL[ruled] : ruled;
  const numbered = buckets.map(({ startMs, endMs }, bucket) => ({ startMs, endMs, bucket }));
  const cells =
    method === 'best_source'
      ? numbered.filter(({ startMs }) => startMs >= span.startMs && startMs < span.endMs)
      : clip(numbered, span);
  const ranked = countedRecords(records, span.chosen.rule, sources, method);
  const choice: SourceChoice = view === 'all' ? 'all' : 'best';
  const results =
    method === 'best_source'
      ? bestSource(ranked.filter(isValueRecord), cells, summary, choice)
      : ADD_UP[method](ranked, cells);
  return results.map((result, index) => ({ bucket: cells[index]?.bucket ?? 0, result }));
}

function joined({ startMs, endMs }: Interval, parts: readonly AggregateBucket[]): AggregateBucket {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return { ...only, startMs, endMs };
  const values = parts.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    startMs,
    endMs,
    value: values.length === 0 ? null : totalOf(values),
    sources: mergeShares(parts.map(({ sources }) => sources)),
  };
}

/**
 * The buckets of an aggregate query, each resolved under the rules in force in it; a bucket of one local day gives what
 * `dayCell` gives. null: the metric is not resolved (events without a count, structures).
 */
export function resolveBuckets(input: AggregateInput): AggregateBucket[] | null {
  const { summary } = input.metric;
  if (summary === null || methodOf(input.metric, EVERY_SOURCE) === null) return null;
  const parts = input.buckets.map((): AggregateBucket[] => []);
  for (const span of spansOf(input)) {
    for (const { bucket, result } of partsOf(span, input, summary)) parts[bucket]?.push(result);
  }
  return input.buckets.map((bucket, index) => joined(bucket, parts[index] ?? []));
}
