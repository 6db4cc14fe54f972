import type { Interval } from '@tributary/contracts';
import { clip, lengthMs, overlapMs, union } from './intervals.js';

interface RankedRecord extends Interval {
  readonly id: string;
  readonly sourceId: string;
  /** Larger is better; sources that never count are left out before the sweep. */
  readonly rank: number;
  /** Epoch milliseconds; null is lowest. */
  readonly modifiedMs: number | null;
}

/** A value over an interval, or at an instant (`startMs === endMs`). */
export interface ValueRecord extends RankedRecord {
  readonly value: number;
}

/** A session whose result is its length in seconds without its own excluded pieces. */
export interface SessionRecord extends RankedRecord {
  readonly excluded: readonly Interval[];
}

/** What the sweep takes. */
export type SweepRecord = ValueRecord | SessionRecord;

/** A record on the field. Its index there is its place in the order of records: 0 is the best. */
export interface Contender {
  readonly record: SweepRecord;
  readonly startMs: number;
  readonly endMs: number;
  /** Its value, or a session's seconds without its excluded pieces. */
  readonly whole: number;
  readonly isSession: boolean;
  /** Joined and inside the session. */
  readonly excluded: readonly Interval[];
}

/** The fields of the order, most telling first, each by what is said of the record that is behind in it. */
const BEHIND = ['rank', 'older', 'earlier_start', 'earlier_end', 'smaller'] as const;

/** What makes one record hide another. */
export type LossReason = (typeof BEHIND)[number] | 'same';

/** The place in `BEHIND`, from 1, of the first field in which two differ: negative where `a` is larger, 0 where none. */
const order = (a: Contender, b: Contender): number =>
  largerFirst(a.record.rank, b.record.rank, 1) ||
  largerFirst(changedMs(a), changedMs(b), 2) ||
  largerFirst(a.startMs, b.startMs, 3) ||
  largerFirst(a.endMs, b.endMs, 4) ||
  largerFirst(a.whole, b.whole, 5);

const largerFirst = (a: number, b: number, field: number): number => (a > b ? -field : a < b ? field : 0);

/** Best first; of records equal in all fields the smaller id is named. */
const bestFirst = (a: Contender, b: Contender): number =>
  order(a, b) || (a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0);

/** The first field in which a loser is smaller than the winner. */
export const lossReason = (winner: Contender, loser: Contender): LossReason =>
  BEHIND[Math.abs(order(winner, loser)) - 1] ?? 'same';

const changedMs = ({ record }: Contender): number => record.modifiedMs ?? -Infinity;

/** Records in the order of priority, and the ways to walk through them in time. */
export interface SweepField {
  readonly contenders: readonly Contender[];
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  /** Indexes of the records with a length, by start. */
  readonly intervals: Int32Array;
  /** Indexes of the records without length, by time, then best first. */
  readonly instants: Int32Array;
}

const NOTHING: readonly Interval[] = [];

function contender(record: SweepRecord): Contender {
  const { startMs, endMs } = record;
  if (!('excluded' in record)) {
    return { record, startMs, endMs, whole: record.value, isSession: false, excluded: NOTHING };
  }
  const excluded = record.excluded.length === 0 ? NOTHING : clip(union(record.excluded), record);
  return { record, startMs, endMs, whole: (endMs - startMs - lengthMs(excluded)) / 1000, isSession: true, excluded };
}

/** Records whose start is after their end are skipped; the rest in the order of priority. */
export function layOut(records: readonly SweepRecord[]): SweepField {
  const contenders: Contender[] = [];
  for (const record of records) if (record.startMs <= record.endMs) contenders.push(contender(record));
  contenders.sort(bestFirst);
  const startMs = new Float64Array(contenders.length);
  const endMs = new Float64Array(contenders.length);
  const intervals: number[] = [];
  const instants: number[] = [];
  contenders.forEach((each, index) => {
    startMs[index] = each.startMs;
    endMs[index] = each.endMs;
    (each.startMs === each.endMs ? instants : intervals).push(index);
  });
  const byStart = (a: number, b: number) => (startMs[a] ?? 0) - (startMs[b] ?? 0) || a - b;
  // Sorted as lists: unlike that of typed arrays, their sort finds the order that the records of one source are in.
  return {
    contenders,
    startMs,
    endMs,
    intervals: Int32Array.from(intervals.sort(byStart)),
    instants: Int32Array.from(instants.sort(byStart)),
  };
}

/** Milliseconds of `[fromMs, toMs)` that a record gives: all of it, for a session what it does not exclude. */
export function countedMs(contender: Contender, fromMs: number, toMs: number): number {
  let counted = toMs - fromMs;
  if (contender.excluded.length > 0) {
    const window = { startMs: fromMs, endMs: toMs };
    for (const piece of contender.excluded) counted -= overlapMs(piece, window);
  }
  return counted;
}

/**
 * What a record gives for the counted milliseconds of it that it won: a session their seconds, a value record its
 * value × won ÷ own length (the value itself where it won all of it, or is an instant).
 */
export function contribution({ isSession, whole, startMs, endMs }: Contender, counted: number): number {
  if (isSession) return counted / 1000;
  const length = endMs - startMs;
  return counted === length ? whole : (whole * counted) / length;
}
