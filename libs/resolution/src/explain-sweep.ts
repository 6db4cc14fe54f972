import type { Interval } from '@tributary/contracts';
import { BucketTally, SweepWalk, type BucketResult, type SweepVisitor } from './sweep.js';
import {
  contribution,
  countedMs,
  layOut,
  lossReason,
  type Contender,
  type LossReason,
  type SweepField,
  type SweepRecord,
} from './sweep-field.js';

/** A record named in an explanation. */
export interface NamedRecord {
  readonly recordId: string;
  readonly sourceId: string;
  readonly rank: number;
}

/** A record that was there and gave nothing, and the first field of the order in which it was behind. */
export interface Loser extends NamedRecord {
  readonly reason: LossReason | 'never' | 'near_duplicate';
}

/** A piece of the time line, or an instant (`startMs === endMs`), with what it gave and who decided. */
export interface ExplainedSegment extends Interval {
  readonly value: number;
  readonly winner: NamedRecord;
  /** Best first. At an instant: the records without length that gave nothing there. */
  readonly losers: readonly Loser[];
}

/** A record of the time in question that no segment names. */
export interface UncountedRecord extends Loser, Interval {}

export const byTime = (a: UncountedRecord, b: UncountedRecord): number =>
  a.startMs - b.startMs || a.endMs - b.endMs || (a.recordId < b.recordId ? -1 : 1);

/** What `sweep` gives for the same bucket, bit for bit, and how it came about. */
export interface Explanation extends BucketResult {
  /** In time order; their values add up to `value` within the rounding of a sum. */
  readonly segments: readonly ExplainedSegment[];
}

const named = ({ record }: Contender): NamedRecord => ({
  recordId: record.id,
  sourceId: record.sourceId,
  rank: record.rank,
});

/** Writes down each piece while the tally adds it up. */
class SegmentWriter implements SweepVisitor {
  readonly segments: ExplainedSegment[] = [];

  constructor(
    private readonly field: SweepField,
    private readonly tally: BucketTally,
    private readonly openAt: (timeMs: number) => readonly number[],
  ) {}

  segment(startMs: number, endMs: number, winner: number): void {
    this.tally.segment(startMs, endMs, winner);
    const best = this.field.contenders[winner];
    if (best === undefined) return;
    const value = contribution(best, countedMs(best, startMs, endMs));
    this.write(startMs, endMs, value, best, this.openAt(startMs));
  }

  instant(timeMs: number, present: Int32Array, hiddenBy: number | null): void {
    this.tally.instant(timeMs, present, hiddenBy);
    const winner = this.field.contenders[hiddenBy ?? present[0] ?? -1];
    if (winner === undefined) return;
    const value = hiddenBy === null ? contribution(winner, 0) : 0;
    this.write(timeMs, timeMs, value, winner, present);
  }

  private write(startMs: number, endMs: number, value: number, winner: Contender, present: Iterable<number>): void {
    const losers: Loser[] = [];
    for (const index of present) {
      const loser = this.field.contenders[index];
      if (loser === undefined || loser === winner) continue;
      const { recordId, sourceId, rank } = named(loser);
      losers.push({ recordId, sourceId, rank, reason: lossReason(winner, loser) });
    }
    this.segments.push({ startMs, endMs, value, winner: named(winner), losers });
  }
}

/** Puts a number into its place among ascending ones. */
function insert(numbers: number[], number: number): void {
  let at = numbers.length;
  for (; at > 0 && (numbers[at - 1] ?? number) > number; at--) numbers[at] = numbers[at - 1] ?? number;
  numbers[at] = number;
}

/** Who is open at ascending times, best first. */
function openRecords({ intervals, startMs, endMs }: SweepField): (timeMs: number) => readonly number[] {
  let open: number[] = [];
  let next = 0;
  return (timeMs) => {
    const isOpen = (index: number): boolean => (endMs[index] ?? 0) > timeMs;
    if (!open.every(isOpen)) open = open.filter(isOpen);
    for (; next < intervals.length; next++) {
      const index = intervals[next] ?? 0;
      if ((startMs[index] ?? Infinity) > timeMs) break;
      if (isOpen(index)) insert(open, index);
    }
    return open;
  };
}

/** The same walk as `sweep`, cut at every end as well, with who won, who lost and why. */
export function explainSweep(records: readonly SweepRecord[], buckets: readonly Interval[]): Explanation[] {
  const field = layOut(records);
  const walk = new SweepWalk(field, field.endMs.toSorted());
  const openAt = openRecords(field);
  return buckets.map((bucket) => {
    const tally = new BucketTally(field);
    const writer = new SegmentWriter(field, tally, openAt);
    walk.through(bucket, writer);
    return { ...tally.result(bucket), segments: writer.segments };
  });
}
