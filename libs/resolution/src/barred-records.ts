import type { Interval } from '@tributary/contracts';
import { firstEndingAfter } from './bucket-grid.js';
import type { Case, DayCellInput } from './daily-cell.js';
import { byTime, type ExplainedSegment, type Loser, type UncountedRecord } from './explain-sweep.js';
import { nearDuplicates } from './near-duplicates.js';
import type { Method } from './resolution-method.js';
import { isValueRecord, NEVER_RANK, rankBy, rankRecords } from './ranked-records.js';

/** A record that was not let in: the rule never counts its source, or it is a near copy of one that counts. */
interface Barred {
  readonly record: Interval;
  readonly loser: Loser;
  /** Of a near copy: the one that counts. */
  readonly keptId: string | null;
}

/** What is explained, whichever rule decides. */
export type Explainable = Pick<DayCellInput, 'metric' | 'records' | 'sources'>;

function barredFrom({ records, sources }: Explainable, { chosen, records: counted }: Case): Barred[] {
  if (counted.length === records.length) return [];
  const ids = new Set(counted.map(({ id }) => id));
  const rankFor = rankBy(chosen.rule, sources);
  const copies = nearDuplicates(rankRecords(records, chosen.rule, sources).filter(isValueRecord));
  return records
    .filter(({ id }) => !ids.has(id))
    .map(({ id, sourceId, recordingMethod, startMs, endMs }) => {
      const rank = rankFor(sourceId, recordingMethod);
      const reason = rank === null ? 'never' : 'near_duplicate';
      return {
        record: { startMs, endMs },
        loser: { recordId: id, sourceId, rank: rank ?? NEVER_RANK, reason },
        keptId: copies.get(id) ?? null,
      };
    });
}

/** At an instant the end of a record belongs to it, as in the sweep. */
function touches(record: Interval, segment: Interval): boolean {
  if (segment.startMs === segment.endMs) return record.startMs <= segment.startMs && record.endMs >= segment.startMs;
  if (record.startMs === record.endMs) return record.startMs >= segment.startMs && record.startMs < segment.endMs;
  return record.startMs < segment.endMs && record.endMs > segment.startMs;
}

/** Whether a record would be counted in some window if it were let in; an event is where it starts. */
function isIn(windows: readonly Interval[], { startMs, endMs }: Interval, method: Method): boolean {
  const counted = { startMs, endMs: method === 'count' ? startMs : endMs };
  return startMs <= endMs && windows.some((window) => touches(counted, window));
}

/** Indexes of the segments of a time line that a record touches. */
function touchedBy(record: Interval, segments: readonly ExplainedSegment[]): number[] {
  const touched: number[] = [];
  for (let at = firstEndingAfter(segments, record.startMs - 1); at < segments.length; at++) {
    const segment = segments[at];
    if (segment === undefined || segment.startMs > record.endMs) break;
    if (touches(record, segment)) touched.push(at);
  }
  return touched;
}

function wonBy(segments: readonly ExplainedSegment[]): Map<string, number[]> {
  const won = new Map<string, number[]>();
  for (const [index, { winner }] of segments.entries()) {
    const own = won.get(winner.recordId);
    if (own === undefined) won.set(winner.recordId, [index]);
    else own.push(index);
  }
  return won;
}

interface Named {
  readonly segments: readonly ExplainedSegment[];
  readonly uncounted: readonly UncountedRecord[];
}

/**
 * Names what was not let in: on a time line with the segments that it touches, a near copy otherwise with those of the
 * record that counts; what is left beside them.
 */
export function nameBarred(
  segments: readonly ExplainedSegment[],
  input: Explainable,
  found: Case,
  windows: readonly Interval[],
): Named {
  const barred = barredFrom(input, found);
  if (barred.length === 0) return { segments, uncounted: [] };
  const won = wonBy(segments);
  const losers = segments.map(({ losers: known }) => [...known]);
  const uncounted: UncountedRecord[] = [];
  for (const { record, loser, keptId } of barred) {
    // Only on one time line is a record behind another one.
    const touched = found.method === 'sweep' ? touchedBy(record, segments) : [];
    const beside = touched.length > 0 ? touched : (won.get(keptId ?? '') ?? []);
    for (const at of beside) losers[at]?.push(loser);
    if (beside.length === 0 && isIn(windows, record, found.method)) uncounted.push({ ...record, ...loser });
  }
  return {
    segments: segments.map((segment, index) => ({ ...segment, losers: losers[index] ?? [] })),
    uncounted: uncounted.sort(byTime),
  };
}
