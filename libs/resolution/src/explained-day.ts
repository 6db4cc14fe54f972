import type { Interval } from '@tributary/contracts';
import { explainBestSource, partsOfSamples, shareOfSamples, whyBehind } from './best-source.js';
import { bucketAt, firstEndingAfter } from './bucket-grid.js';
import {
  caseOf,
  caseUnder,
  hull,
  joined,
  startingIn,
  type Case,
  type DayCellInput,
  type Resolved,
} from './daily-cell.js';
import { explainSweep, type ExplainedSegment, type Loser, type NamedRecord } from './explain-sweep.js';
import { pool, pooledParts } from './pooled.js';
import { rankBy } from './ranked-records.js';
import { unitOf, type Method, type Summary } from './resolution-method.js';
import { rankedRows, type RankedRows, type SampleColumns } from './sample-columns.js';
import type { SourceShare } from './source-shares.js';
import type { RuleSpan } from './rule-spans.js';
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
}

interface Explained extends Resolved {
  readonly segments: readonly ExplainedSegment[];
}

const named = ({ id, sourceId, rank }: SweepRecord): NamedRecord => ({ recordId: id, sourceId, rank });

const pooled = (records: readonly SweepRecord[], windows: readonly Interval[]): Explained => ({
  ...joined(pool(records, windows)),
  segments: pooledParts(records, windows).map(({ startMs, endMs, value, contender }) => ({
    startMs,
    endMs,
    value,
    winner: named(contender.record),
    losers: [],
  })),
});

function swept(records: readonly SweepRecord[], windows: readonly Interval[]): Explained {
  const explained = explainSweep(records, windows);
  return { ...joined(explained), segments: explained.flatMap(({ segments }) => segments) };
}

interface Unspoken {
  readonly startMs: number;
  readonly loser: Loser;
}

const NO_LOSERS: readonly Loser[] = [];

/** Puts samples of other sources to the latest segment that starts before them, or to the first. */
function withLosers(spoken: ExplainedSegment[], unspoken: readonly Unspoken[]): ExplainedSegment[] {
  if (unspoken.length === 0) return spoken;
  const losers: Loser[][] = spoken.map(() => []);
  const starts = spoken.map(({ startMs }, index) => ({
    startMs: index === 0 ? -Infinity : startMs,
    endMs: spoken[index + 1]?.startMs ?? Infinity,
  }));
  for (const { startMs, loser } of unspoken) losers[bucketAt(starts, startMs)]?.push(loser);
  return spoken.map((segment, index) => ({ ...segment, losers: losers[index] ?? NO_LOSERS }));
}

function spokenFor(records: readonly SweepRecord[], windows: readonly Interval[], summary: Summary): Explained {
  const inside = startingIn(windows, records);
  const { share, spoken, unspoken } = explainBestSource(inside, hull(windows), summary);
  const segments = withLosers(
    spoken.map(({ sample, value }) => {
      const { startMs, endMs } = sample;
      return { startMs, endMs, value, winner: named(sample), losers: NO_LOSERS };
    }),
    unspoken.map(({ sample, reason }) => ({ startMs: sample.startMs, loser: { ...named(sample), reason } })),
  );
  return { value: share?.value ?? null, sources: share ? [share] : [], segments };
}

const EXPLAIN: Record<
  Method,
  (records: readonly SweepRecord[], windows: readonly Interval[], summary: Summary) => Explained
> = { sweep: swept, pooled, best_source: spokenFor, count: pooled };

/** Rank of a source that the rule never counts: below every other one. */
const NEVER_RANK = -1;

/** A record that was not let in: the rule never counts its source, or it is a near copy of one that counts. */
interface Barred extends Interval {
  readonly loser: Loser;
}

/** What is explained, whichever rule decides. */
type Explainable = Pick<DayCellInput, 'metric' | 'records' | 'sources'>;

function barredFrom({ records, sources }: Explainable, { chosen, records: counted }: Case): Barred[] {
  if (counted.length === records.length) return [];
  const ids = new Set(counted.map(({ id }) => id));
  const rankFor = rankBy(chosen.rule, sources);
  return records
    .filter(({ id }) => !ids.has(id))
    .map(({ id, sourceId, recordingMethod, startMs, endMs }) => {
      const rank = rankFor(sourceId, recordingMethod);
      const reason = rank === null ? 'never' : 'near_duplicate';
      return { startMs, endMs, loser: { recordId: id, sourceId, rank: rank ?? NEVER_RANK, reason } };
    });
}

/** At an instant the end of a record belongs to it, as in the sweep. */
function touches(record: Interval, segment: Interval): boolean {
  if (segment.startMs === segment.endMs) return record.startMs <= segment.startMs && record.endMs >= segment.startMs;
  if (record.startMs === record.endMs) return record.startMs >= segment.startMs && record.startMs < segment.endMs;
  return record.startMs < segment.endMs && record.endMs > segment.startMs;
}

/** Names what was not let in with the segments of the time line that it touches. */
function withBarred(segments: readonly ExplainedSegment[], barred: readonly Barred[]): readonly ExplainedSegment[] {
  if (barred.length === 0) return segments;
  const losers = segments.map(({ losers: known }) => [...known]);
  for (const { loser, ...record } of barred) {
    for (let at = firstEndingAfter(segments, record.startMs - 1); at < segments.length; at++) {
      const segment = segments[at];
      if (segment === undefined || segment.startMs > record.endMs) break;
      if (touches(record, segment)) losers[at]?.push(loser);
    }
  }
  return segments.map((segment, index) => ({ ...segment, losers: losers[index] ?? NO_LOSERS }));
}

function explainCase(found: Case, input: Explainable, windows: readonly Interval[]): ExplainedDayCell {
  const explained = EXPLAIN[found.method](found.records, windows, found.summary);
  // Only on one time line is a record behind another one.
  const segments =
    found.method === 'sweep' ? withBarred(explained.segments, barredFrom(input, found)) : explained.segments;
  return { ...explained, segments, unit: unitOf(input.metric), chosen: found.chosen };
}

/** The same decision as `dayCell` with the records and segments it came from; null: the metric is in no daily summary. */
export function explainDayCell(input: DayCellInput): ExplainedDayCell | null {
  const found = caseOf(input);
  return found && explainCase(found, input, input.windows);
}

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
  return { ...first, ...joined(parts), segments: parts.flatMap(({ segments }) => segments) };
}

/** The rows of the best source, each with its part of the value. */
function spokenRows({ rows, rank, sourceId }: RankedRows, summary: Summary): ExplainedSegment[] {
  const parts = partsOfSamples(rows, summary);
  return rows.map(({ startMs, endMs, from, row }, index) => ({
    startMs,
    endMs,
    value: parts[index] ?? 0,
    winner: { recordId: from.idAt(row), sourceId, rank },
    losers: NO_LOSERS,
  }));
}

function unspokenRows({ rows, rank, sourceId }: RankedRows, best: RankedRows): Unspoken[] {
  const reason = whyBehind(best.rank - rank, best.rows.length - rows.length);
  return rows.map(({ startMs, from, row }) => ({
    startMs,
    loser: { recordId: from.idAt(row), sourceId, rank, reason },
  }));
}

/** `explainDayCell` of a `best_source` metric from columns, without a look at what the rule never counts. */
export function explainDayCellOfColumns(
  { metric, date, windows, sources, rules }: Omit<DayCellInput, 'records'>,
  columns: readonly SampleColumns[],
): ExplainedDayCell | null {
  const { summary } = metric;
  if (summary === null) return null;
  const chosen = chooseRule(rules, metric.id, date);
  const [best, ...others] = rankedRows(columns, windows, rankBy(chosen.rule, sources));
  const share = best ? shareOfSamples(best.sourceId, best.rows, summary) : null;
  const unspoken = best ? others.flatMap((rows) => unspokenRows(rows, best)) : [];
  return {
    value: share?.value ?? null,
    unit: unitOf(metric),
    sources: share ? [share] : [],
    chosen,
    segments: best ? withLosers(spokenRows(best, summary), unspoken) : [],
  };
}
