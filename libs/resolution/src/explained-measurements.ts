import type { Interval } from '@tributary/contracts';
import { partsOfSamples, shareOfSamples } from './best-source.js';
import { bucketAt } from './bucket-grid.js';
import { hull, startingIn, type Resolved } from './daily-cell.js';
import { explainBestSource, whyBehind } from './explain-best-source.js';
import { byTime, type ExplainedSegment, type Loser, type NamedRecord, type UncountedRecord } from './explain-sweep.js';
import { NEVER_RANK, type RankOf } from './ranked-records.js';
import type { Summary } from './resolution-method.js';
import { rankedRows, type RankedRows, type SampleColumns } from './sample-columns.js';
import type { SweepRecord } from './sweep-field.js';

/** A value with the segments it came from, and what none of them names. */
export interface Explained extends Resolved {
  readonly segments: readonly ExplainedSegment[];
  readonly uncounted: readonly UncountedRecord[];
}

interface Unspoken extends Interval {
  readonly loser: Loser;
}

export const named = ({ id, sourceId, rank }: SweepRecord): NamedRecord => ({ recordId: id, sourceId, rank });

const NO_LOSERS: readonly Loser[] = [];

/** Puts samples of other sources to the latest segment that starts before them, or to the first. */
function withLosers(
  spoken: readonly ExplainedSegment[],
  unspoken: readonly Unspoken[],
): Pick<Explained, 'segments' | 'uncounted'> {
  if (unspoken.length === 0) return { segments: spoken, uncounted: [] };
  if (spoken.length === 0) {
    const uncounted = unspoken.map(({ startMs, endMs, loser }) => ({ startMs, endMs, ...loser }));
    return { segments: [], uncounted: uncounted.sort(byTime) };
  }
  const losers: Loser[][] = spoken.map(() => []);
  const starts = spoken.map(({ startMs }, index) => ({
    startMs: index === 0 ? -Infinity : startMs,
    endMs: spoken[index + 1]?.startMs ?? Infinity,
  }));
  for (const { startMs, loser } of unspoken) losers[bucketAt(starts, startMs)]?.push(loser);
  return {
    segments: spoken.map((segment, index) => ({ ...segment, losers: losers[index] ?? NO_LOSERS })),
    uncounted: [],
  };
}

/** Samples of one day by their best source; those of `NEVER_RANK` are named and never count. */
export function explainSamples(
  records: readonly SweepRecord[],
  windows: readonly Interval[],
  summary: Summary,
): Explained {
  const inside = startingIn(windows, records);
  const { share, spoken, unspoken } = explainBestSource(inside, hull(windows), summary);
  const segments = spoken.map(({ sample, value }) => {
    const { startMs, endMs } = sample;
    return { startMs, endMs, value, winner: named(sample), losers: NO_LOSERS };
  });
  const behind = unspoken.map(({ sample, reason }) => {
    const { startMs, endMs } = sample;
    return { startMs, endMs, loser: { ...named(sample), reason } };
  });
  return { value: share?.value ?? null, sources: share ? [share] : [], ...withLosers(segments, behind) };
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

const standingOf = ({ rank, rows }: RankedRows) => ({ rank, count: rows.length });

function unspokenRows(own: RankedRows, best: RankedRows): Unspoken[] {
  const { rows, rank, sourceId } = own;
  const reason = whyBehind(standingOf(best), standingOf(own));
  return rows.map(({ startMs, endMs, from, row }) => ({
    startMs,
    endMs,
    loser: { recordId: from.idAt(row), sourceId, rank, reason },
  }));
}

/** The same from columns. */
export function explainColumns(
  columns: readonly SampleColumns[],
  windows: readonly Interval[],
  rankOf: RankOf,
  summary: Summary,
): Explained {
  const ranked = rankedRows(columns, windows, (sourceId, method) => rankOf(sourceId, method) ?? NEVER_RANK);
  const [best] = ranked;
  if (best === undefined) return { value: null, sources: [], segments: [], uncounted: [] };
  const speaker = best.rank === NEVER_RANK ? null : best;
  const unspoken = ranked.flatMap((rows) => (rows === speaker ? [] : unspokenRows(rows, best)));
  const share = speaker && shareOfSamples(speaker.sourceId, speaker.rows, summary);
  return {
    value: share?.value ?? null,
    sources: share ? [share] : [],
    ...withLosers(speaker ? spokenRows(speaker, summary) : [], unspoken),
  };
}
