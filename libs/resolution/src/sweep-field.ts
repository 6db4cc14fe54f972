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

/** The fields of the order, best first: what makes one record hide another. */
export type LossReason = 'rank' | 'older' | 'earlier_start' | 'earlier_end' | 'smaller' | 'same';

type Key = Pick<Contender, 'startMs' | 'endMs' | 'whole' | 'record'>;
const ORDER: readonly { reason: LossReason; of: (key: Key) => number }[] = [
  { reason: 'rank', of: (key) => key.record.rank },
  { reason: 'older', of: (key) => key.record.modifiedMs ?? -Infinity },
  { reason: 'earlier_start', of: (key) => key.startMs },
  { reason: 'earlier_end', of: (key) => key.endMs },
  { reason: 'smaller', of: (key) => key.whole },
];

/** Best first: larger wins in each field; of records equal in all five the smaller id is named. */
function bestFirst(a: Contender, b: Contender): number {
  for (const { of } of ORDER) {
    const [x, y] = [of(a), of(b)];
    if (x !== y) return x > y ? -1 : 1;
  }
  return a.record.id < b.record.id ? -1 : a.record.id > b.record.id ? 1 : 0;
}

/** The first field in which a loser is smaller than the winner. */
export const lossReason = (winner: Contender, loser: Contender): LossReason =>
  ORDER.find(({ of }) => of(winner) !== of(loser))?.reason ?? 'same';

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
  const startMs = Float64Array.from(contenders, (each) => each.startMs);
  const endMs = Float64Array.from(contenders, (each) => each.endMs);
  const intervals: number[] = [];
  const instants: number[] = [];
  contenders.forEach((each, index) => (each.startMs === each.endMs ? instants : intervals).push(index));
  const byStart = (a: number, b: number) => (startMs[a] ?? 0) - (startMs[b] ?? 0) || a - b;
  return {
    contenders,
    startMs,
    endMs,
    intervals: Int32Array.from(intervals).sort(byStart),
    instants: Int32Array.from(instants).sort(byStart),
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
