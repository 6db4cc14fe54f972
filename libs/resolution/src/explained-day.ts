import type { Interval } from '@tributary/contracts';
import { explainBestSource, partsOfSamples, shareOfSamples, whyBehind } from './best-source.js';
import { bucketAt } from './bucket-grid.js';
import { caseOf, hull, joined, startingIn, type Case, type DayCellInput, type Resolved } from './daily-cell.js';
import { explainSweep, type ExplainedSegment, type Loser, type NamedRecord } from './explain-sweep.js';
import { pool, pooledParts } from './pooled.js';
import { rankBy, rankRecords } from './ranked-records.js';
import { unitOf, type Method, type Summary } from './resolution-method.js';
import { rankedRows, type RankedRows, type SampleColumns } from './sample-columns.js';
import type { SourceShare } from './source-shares.js';
import { chooseRule, type ChosenRule } from './source-rank.js';
import type { SweepRecord } from './sweep-field.js';

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

/** The value with everything it was made from. */
export interface ExplainedDayCell {
  readonly value: number | null;
  readonly unit: string;
  readonly sources: readonly SourceShare[];
  readonly chosen: ChosenRule;
  /** In time order; their values add up to `value`. */
  readonly segments: readonly ExplainedSegment[];
  /** Records given that stand in no segment because they were not let in, as given. */
  readonly leftOut: readonly LeftOut[];
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
  const explained = EXPLAIN[found.method](found.records, input.windows, found.summary);
  return { ...explained, unit: unitOf(input.metric), chosen: found.chosen, leftOut: leftOutOf(input, found) };
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
): Omit<ExplainedDayCell, 'leftOut'> | null {
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
