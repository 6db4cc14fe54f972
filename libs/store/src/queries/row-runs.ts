import type { ChunkRows } from '../series/chunk-rows.js';
import { compareStarts, isAfter, isInWindow, type StartKey, type StartPage } from './start-page.js';

/** Rows of one chunk that stand one after the other in a list. */
export interface RowRun {
  readonly rows: ChunkRows;
  /** Row numbers, ascending; never empty. */
  readonly at: readonly number[];
}

/** Where a row stands in its list. */
export const keyOfRow = (rows: ChunkRows, row: number): StartKey => ({
  startMs: rows.startMs[row] ?? Number.NaN,
  id: rows.id(row),
});

/** The first of ordered things behind the cursor; `keyAt` gives their places. */
export function firstAfter(length: number, keyAt: (index: number) => StartKey, after: StartKey | undefined): number {
  let [low, high] = [0, after === undefined ? 0 : length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { startMs, id } = keyAt(middle);
    if (isAfter(startMs, id, after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What a page can take of a chunk: `limit + 1` rows at most. */
function wantedRows(rows: ChunkRows, page: StartPage): number[] {
  const wanted: number[] = [];
  const first = firstAfter(rows.length, (row) => keyOfRow(rows, row), page.after);
  for (let row = first; row < rows.length && wanted.length <= page.limit; row++) {
    const [startMs, endMs] = [rows.startMs[row] ?? Number.NaN, rows.endMs[row] ?? Number.NaN];
    if (isInWindow({ startMs, endMs }, page)) wanted.push(row);
  }
  return wanted;
}

/** A chunk on its way through a merge. */
interface Lane {
  readonly rows: ChunkRows;
  readonly wanted: readonly number[];
  next: number;
}

const isOpen = ({ wanted, next }: Lane): boolean => next < wanted.length;

/** By the next row of each; ids are made for ties only. */
function compareHeads(a: Lane, b: Lane): number {
  const [rowA, rowB] = [a.wanted[a.next] ?? -1, b.wanted[b.next] ?? -1];
  const order = (a.rows.startMs[rowA] ?? Number.NaN) - (b.rows.startMs[rowB] ?? Number.NaN);
  return order === 0 ? compareStarts(keyOfRow(a.rows, rowA), keyOfRow(b.rows, rowB)) : order;
}

/** Takes from the lane whose head comes first as many rows as come before the heads of all others. */
function takeRun(lanes: readonly Lane[]): RowRun | null {
  let [first, rival]: (Lane | null)[] = [null, null];
  for (const lane of lanes.filter(isOpen)) {
    if (!first || compareHeads(lane, first) < 0) [first, rival] = [lane, first];
    else if (!rival || compareHeads(lane, rival) < 0) rival = lane;
  }
  if (!first) return null;
  const from = first.next;
  do first.next++;
  while (isOpen(first) && (!rival || compareHeads(first, rival) < 0));
  return { rows: first.rows, at: first.wanted.slice(from, first.next) };
}

/** The rows of a page among the chunks of one time bucket, in the order of the list. */
export function* runsOfBucket(chunks: readonly ChunkRows[], page: StartPage): Generator<RowRun, void, void> {
  const lanes = chunks.map((rows): Lane => ({ rows, wanted: wantedRows(rows, page), next: 0 }));
  const [only] = lanes;
  if (lanes.length === 1 && only) {
    if (only.wanted.length > 0) yield { rows: only.rows, at: only.wanted };
    return;
  }
  for (let run = takeRun(lanes); run !== null; run = takeRun(lanes)) yield run;
}

/** The first `limit` rows of runs. */
export function* firstRows(runs: Iterable<RowRun>, limit: number): Generator<RowRun, void, void> {
  let left = limit;
  for (const { rows, at } of runs) {
    if (left <= 0) return;
    yield { rows, at: at.length <= left ? at : at.slice(0, left) };
    left -= at.length;
  }
}
