import type { Interval, RecordingMethod } from '@tributary/contracts';
import { bucketAt } from './bucket-grid.js';
import type { RankOf } from './ranked-records.js';

/** Samples of one source as columns, rows in any order; what belongs to a row's record is kept by record. */
export interface SampleColumns {
  readonly sourceId: string;
  /** Epoch milliseconds. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly value: Float64Array;
  /** Row → its record's place in the lists below. */
  readonly recordOf: Uint32Array;
  readonly methods: readonly RecordingMethod[];
  /** null where the platform does not say. */
  readonly modifiedMs: readonly (number | null)[];
  /** Id of a row's sample; asked for only where rows have the same times. */
  readonly idAt: (row: number) => string;
}

/** The rows of the best source, in the order of time. */
export interface BestRows {
  readonly sourceId: string;
  readonly rows: readonly Row[];
}

export interface Row extends Interval {
  readonly value: number;
  readonly from: SampleColumns;
  readonly row: number;
}

/** The samples of one source with one rank. */
interface Group {
  readonly rank: number;
  readonly sourceId: string;
  count: number;
}

/** The columns with the group of each of their records; null: it never counts. */
interface Grouped {
  readonly columns: SampleColumns;
  readonly groups: readonly (Group | null)[];
}

/** The rows of one source with one rank, in the order of time. */
export interface RankedRows extends BestRows {
  readonly rank: number;
}

/**
 * What `bestSource` chooses for one bucket that may have gaps, without an object for every sample: the best ranked source
 * with samples that start in the windows; of equal ranks the one with more samples, then the smaller source id.
 */
export function bestRows(all: readonly SampleColumns[], windows: readonly Interval[], rankOf: RankOf): BestRows | null {
  return takeRows(all, windows, rankOf, 1)[0] ?? null;
}

/** The same with everyone who was behind, best first. */
export const rankedRows = (
  all: readonly SampleColumns[],
  windows: readonly Interval[],
  rankOf: RankOf,
): readonly RankedRows[] => takeRows(all, windows, rankOf, Infinity);

function takeRows(
  all: readonly SampleColumns[],
  windows: readonly Interval[],
  rankOf: RankOf,
  places: number,
): RankedRows[] {
  const known = new Map<string, Group>();
  const grouped = all.map((columns) => ({ columns, groups: groupsOf(columns, rankOf, known) }));
  // One source alone needs no counting, and mostly it is alone.
  const isAlone = known.size === 1;
  if (!isAlone) for (const one of grouped) eachInside(one, windows, (group) => (group.count += 1));
  const ranked = [...known.values()].filter(({ count }) => count > 0 || isAlone).sort(bestFirst);
  const rows = new Map(ranked.slice(0, places).map((group) => [group, [] as Row[]] as const));
  const sourceIds = new Set(ranked.slice(0, places).map(({ sourceId }) => sourceId));
  for (const one of grouped) {
    if (sourceIds.has(one.columns.sourceId))
      eachInside(one, windows, (group, row) => rows.get(group)?.push(rowOf(one.columns, row)));
  }
  return Array.from(rows)
    .filter(([, own]) => own.length > 0)
    .map(([{ rank, sourceId }, own]) => ({ rank, sourceId, rows: inTime(own) }));
}

const bestFirst = (a: Group, b: Group): number =>
  b.rank - a.rank || b.count - a.count || (a.sourceId < b.sourceId ? -1 : 1);

function groupsOf({ sourceId, methods }: SampleColumns, rankOf: RankOf, known: Map<string, Group>): (Group | null)[] {
  const byMethod = new Map<RecordingMethod, Group | null>();
  return methods.map((method) => {
    let group = byMethod.get(method);
    if (group === undefined) byMethod.set(method, (group = groupOf(sourceId, rankOf(sourceId, method), known)));
    return group;
  });
}

function groupOf(sourceId: string, rank: number | null, known: Map<string, Group>): Group | null {
  if (rank === null) return null;
  const key = `${String(rank)}|${sourceId}`;
  const group = known.get(key) ?? { rank, sourceId, count: 0 };
  known.set(key, group);
  return group;
}

function eachInside(
  { columns, groups }: Grouped,
  windows: readonly Interval[],
  take: (group: Group, row: number) => void,
): void {
  const { startMs, endMs, recordOf } = columns;
  const [only] = windows.length === 1 ? windows : [];
  const isInside = only
    ? (start: number) => start >= only.startMs && start < only.endMs
    : (start: number) => bucketAt(windows, start) >= 0;
  for (let row = 0; row < startMs.length; row++) {
    const start = startMs[row] ?? Number.NaN;
    if (!(start <= (endMs[row] ?? Number.NaN)) || !isInside(start)) continue;
    const group = groups[recordOf[row] ?? 0];
    if (group) take(group, row);
  }
}

const rowOf = (from: SampleColumns, row: number): Row => ({
  startMs: from.startMs[row] ?? Number.NaN,
  endMs: from.endMs[row] ?? Number.NaN,
  value: from.value[row] ?? Number.NaN,
  from,
  row,
});

const modifiedMs = ({ from, row }: Row): number => from.modifiedMs[from.recordOf[row] ?? 0] ?? 0;

/** By start, end, time of change, id, as `bestSource` orders samples. */
function byTime(a: Row, b: Row): number {
  const order = a.startMs - b.startMs || a.endMs - b.endMs || modifiedMs(a) - modifiedMs(b);
  if (order !== 0) return order;
  const [idA, idB] = [a.from.idAt(a.row), b.from.idAt(b.row)];
  return idA < idB ? -1 : idA > idB ? 1 : 0;
}

const inTime = (rows: Row[]): Row[] =>
  rows.every((row, index) => index === 0 || byTime(rows[index - 1] ?? row, row) <= 0) ? rows : rows.sort(byTime);
