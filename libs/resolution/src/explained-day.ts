import type { Interval } from '@tributary/contracts';
import { nameBarred, type Explainable } from './barred-records.js';
import { caseOf, caseUnder, joined, type Case, type DayCellInput } from './daily-cell.js';
import { byTime, explainSweep, type ExplainedSegment, type UncountedRecord } from './explain-sweep.js';
import { explainColumns, explainSamples, named, type Explained } from './explained-measurements.js';
import { pool, pooledParts } from './pooled.js';
import { NEVER_RANK, rankBy } from './ranked-records.js';
import { unitOf, type Method } from './resolution-method.js';
import type { RuleSpan } from './rule-spans.js';
import type { SampleColumns } from './sample-columns.js';
import type { SourceShare } from './source-shares.js';
import { chooseRule, type ChosenRule } from './source-rank.js';
import type { SweepRecord } from './sweep-field.js';

/** The value with everything it was made from. */
export interface ExplainedDayCell {
  readonly value: number | null;
  readonly unit: string;
  readonly sources: readonly SourceShare[];
  readonly chosen: ChosenRule;
  /** In time order; their values add up to `value`. */
  readonly segments: readonly ExplainedSegment[];
  /** What was not let in and is beside nothing that counts, in time order. */
  readonly uncounted: readonly UncountedRecord[];
}

type OfAmounts = Omit<Explained, 'uncounted'>;

const pooled = (records: readonly SweepRecord[], windows: readonly Interval[]): OfAmounts => ({
  ...joined(pool(records, windows)),
  segments: pooledParts(records, windows).map(({ startMs, endMs, value, contender }) => ({
    startMs,
    endMs,
    value,
    winner: named(contender.record),
    losers: [],
  })),
});

function swept(records: readonly SweepRecord[], windows: readonly Interval[]): OfAmounts {
  const explained = explainSweep(records, windows);
  return { ...joined(explained), segments: explained.flatMap(({ segments }) => segments) };
}

const EXPLAIN: Record<
  Exclude<Method, 'best_source'>,
  (records: readonly SweepRecord[], windows: readonly Interval[]) => OfAmounts
> = { sweep: swept, pooled, count: pooled };

/** Every record with its rank, those that never count below all others. */
function everyRank({ records, sources }: Explainable, { rule }: ChosenRule): SweepRecord[] {
  const rankFor = rankBy(rule, sources);
  return records.map((each) => ({ ...each, rank: rankFor(each.sourceId, each.recordingMethod) ?? NEVER_RANK }));
}

function explain(found: Case, input: Explainable, windows: readonly Interval[]): Explained {
  const { method, records, summary, chosen } = found;
  if (method === 'best_source') return explainSamples(everyRank(input, chosen), windows, summary);
  const explained = EXPLAIN[method](records, windows);
  return { ...explained, ...nameBarred(explained.segments, input, found, windows) };
}

const explainCase = (found: Case, input: Explainable, windows: readonly Interval[]): ExplainedDayCell => ({
  ...explain(found, input, windows),
  unit: unitOf(input.metric),
  chosen: found.chosen,
});

/** The same decision as `dayCell` with the records and segments it came from; null: the metric is in no daily summary. */
export function explainDayCell(input: DayCellInput): ExplainedDayCell | null {
  const found = caseOf(input);
  return found && explainCase(found, input, input.windows);
}

/** What is in no segment under one rule may be so under the next: a record over the border is named once. */
const eachOnce = (records: readonly UncountedRecord[]): UncountedRecord[] =>
  [...new Map(records.map((record) => [record.recordId, record])).values()].sort(byTime);

/**
 * The value that `resolveBuckets` gives for the whole of some spans (ascending, at least one), explained piece by piece,
 * each by its own rule; `chosen` is the first. Not for measurements: the rule of its beginning decides over all of a
 * bucket of them, as over a day.
 */
export function explainSpans(input: Explainable, spans: readonly RuleSpan[]): ExplainedDayCell | null {
  const parts = spans.flatMap(({ chosen, startMs, endMs }) => {
    const found = caseUnder(chosen, input);
    return found ? [explainCase(found, input, [{ startMs, endMs }])] : [];
  });
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? null;
  return {
    ...first,
    ...joined(parts),
    segments: parts.flatMap(({ segments }) => segments),
    uncounted: eachOnce(parts.flatMap(({ uncounted }) => uncounted)),
  };
}

/** `explainDayCell` of a `best_source` metric from columns. */
export function explainDayCellOfColumns(
  { metric, date, windows, sources, rules }: Omit<DayCellInput, 'records'>,
  columns: readonly SampleColumns[],
): ExplainedDayCell | null {
  if (metric.summary === null) return null;
  const chosen = chooseRule(rules, metric.id, date);
  const explained = explainColumns(columns, windows, rankBy(chosen.rule, sources), metric.summary);
  return { ...explained, unit: unitOf(metric), chosen };
}
