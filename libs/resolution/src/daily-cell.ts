import type { Interval, Metric, PlacedRules } from '@tributary/contracts';
import { bucketAt } from './bucket-grid.js';
import { bestSource, explainBestSource, shareOfSamples } from './best-source.js';
import { explainSweep, type ExplainedSegment, type Loser, type NamedRecord } from './explain-sweep.js';
import { pool, pooledParts } from './pooled.js';
import { isValueRecord, rankBy, rankRecords, type MetricRecord, type SourcesById } from './ranked-records.js';
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

/** A record that took no part: the rule never counts its source, or it is a near copy of one that counts. */
export interface LeftOut {
  readonly recordId: string;
  readonly sourceId: string;
  readonly reason: 'never' | 'near_duplicate';
}

/** The value with everything it was made from. */
export interface ExplainedDayCell {
  readonly value: number | null;
  readonly unit: string;
  readonly chosen: ChosenRule;
  /** In time order; their values add up to `value`. */
  readonly segments: readonly ExplainedSegment[];
  /** Records given that stand in no segment because they were not let in, as given. */
  readonly leftOut: readonly LeftOut[];
}

/** The records that count under the rule of the date, and how. null: the metric is in no daily summary. */
interface Case {
  readonly method: Method;
  readonly summary: Summary;
  readonly chosen: ChosenRule;
  readonly records: readonly SweepRecord[];
}

function caseOf({ metric, date, records, sources, rules }: DayCellInput): Case | null {
  const chosen = chooseRule(rules, metric.id, date);
  const method = methodOf(metric, chosen.rule);
  if (method === null || metric.summary === null) return null;
  return { method, summary: metric.summary, chosen, records: countedRecords(records, chosen.rule, sources, method) };
}

type Resolved = Pick<BucketResult, 'value' | 'sources'>;

/** Several windows of one date as one. */
const joined = (results: readonly BucketResult[]): Resolved => {
  const values = results.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    value: values.length === 0 ? null : totalOf(values),
    sources: mergeShares(results.map(({ sources }) => sources)),
  };
};

const startingIn = (windows: readonly Interval[], records: readonly SweepRecord[]): ValueRecord[] =>
  records.filter(isValueRecord).filter(({ startMs }) => bucketAt(windows, startMs) >= 0);

/** From the first instant of the date to its last. */
const hull = (windows: readonly Interval[]): Interval => ({
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

const named = ({ id, sourceId, rank }: SweepRecord): NamedRecord => ({ recordId: id, sourceId, rank });

const pooledSegments = (records: readonly SweepRecord[], windows: readonly Interval[]): ExplainedSegment[] =>
  pooledParts(records, windows).map(({ startMs, endMs, value, contender }) => ({
    startMs,
    endMs,
    value,
    winner: named(contender.record),
    losers: [],
  }));

/** One segment for each sample that counts; samples of other sources stand with the latest one before them. */
function spokenSegments(
  records: readonly SweepRecord[],
  windows: readonly Interval[],
  summary: Summary,
): ExplainedSegment[] {
  const inside = startingIn(windows, records);
  const { spoken, unspoken } = explainBestSource(inside, hull(windows), summary);
  const losers: Loser[][] = spoken.map(() => []);
  const starts = spoken.map(({ sample }, index) => ({
    startMs: index === 0 ? -Infinity : sample.startMs,
    endMs: spoken[index + 1]?.sample.startMs ?? Infinity,
  }));
  for (const { sample, reason } of unspoken)
    losers[bucketAt(starts, sample.startMs)]?.push({ ...named(sample), reason });
  return spoken.map(({ sample, value }, index) => ({
    startMs: sample.startMs,
    endMs: sample.endMs,
    value,
    winner: named(sample),
    losers: losers[index] ?? [],
  }));
}

const EXPLAIN: Record<
  Method,
  (records: readonly SweepRecord[], windows: readonly Interval[], summary: Summary) => ExplainedSegment[]
> = {
  sweep: (records, windows) => explainSweep(records, windows).flatMap(({ segments }) => segments),
  pooled: pooledSegments,
  best_source: spokenSegments,
  count: pooledSegments,
};

/** A near copy always leaves behind one that counts; a source that never counts leaves none. */
function leftOutOf({ records, sources }: DayCellInput, { chosen, records: counted }: Case): LeftOut[] {
  if (counted.length === records.length) return [];
  const ids = new Set(counted.map(({ id }) => id));
  const out = records.filter(({ id }) => !ids.has(id));
  const ranked = new Set(rankRecords(out, chosen.rule, sources).map(({ id }) => id));
  return out.map(({ id, sourceId }) => ({
    recordId: id,
    sourceId,
    reason: ranked.has(id) ? 'near_duplicate' : 'never',
  }));
}

/** The same decision as `dayCell` with the records and segments it came from; null: the metric is in no daily summary. */
export function explainDayCell(input: DayCellInput): ExplainedDayCell | null {
  const found = caseOf(input);
  if (found === null) return null;
  const { value } = RESOLVE[found.method](found.records, input.windows, found.summary);
  const segments = EXPLAIN[found.method](found.records, input.windows, found.summary);
  return { value, unit: unitOf(input.metric), chosen: found.chosen, segments, leftOut: leftOutOf(input, found) };
}
