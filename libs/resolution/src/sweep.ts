import type { Interval } from '@tributary/contracts';
import { PositionHeap } from './position-heap.js';
import { RunningTotal } from './running-total.js';
import { SourceShares, type SourceShare } from './source-shares.js';
import { contribution, countedMs, layOut, type SweepField, type SweepRecord } from './sweep-field.js';

/** The resolved value of one bucket. */
export interface BucketResult extends Interval {
  /** null: no record was open in the bucket and no instant lies in it. */
  readonly value: number | null;
  readonly sources: readonly SourceShare[];
}

/** What the walk finds, bucket by bucket in time order. Records are named by their index in the field. */
export interface SweepVisitor {
  /** The best open record of a piece of the time line. */
  segment(startMs: number, endMs: number, winner: number): void;
  /**
   * The records without length at `timeMs`, best first, and the record that hides them, if there is one (possibly an
   * interval that ends at that instant).
   */
  instant(timeMs: number, present: Int32Array, hiddenBy: number | null): void;
}

/**
 * Walks the time line once through ascending, disjoint buckets. A piece ends where a better record may begin or the
 * best one ends, at an instant, at a bucket border, and at each of `cuts` (ascending).
 */
export class SweepWalk {
  private readonly open = new PositionHeap();
  private nextInterval = 0;
  private nextInstant = 0;
  private nextCut = 0;

  constructor(
    private readonly field: SweepField,
    private readonly cuts: Float64Array = new Float64Array(),
  ) {}

  through({ startMs, endMs }: Interval, visitor: SweepVisitor): void {
    while (this.startOf(this.field.instants, this.nextInstant) < startMs) this.nextInstant++;
    let at = startMs;
    while (at < endMs) {
      this.openUpTo(at);
      this.contest(at, visitor);
      this.closeEnded(at);
      const until = Math.min(endMs, this.nextBoundary(at));
      const winner = this.open.top;
      if (winner >= 0) visitor.segment(at, until, winner);
      at = until;
    }
  }

  /** The instant's contest comes before the records that end here are closed: here their end belongs to them. */
  private contest(at: number, visitor: SweepVisitor): void {
    const { instants } = this.field;
    const from = this.nextInstant;
    while (this.startOf(instants, this.nextInstant) === at) this.nextInstant++;
    if (this.nextInstant === from) return;
    const present = instants.subarray(from, this.nextInstant);
    const rival = this.bestTouching(at);
    visitor.instant(at, present, rival >= 0 && rival < (present[0] ?? 0) ? rival : null);
  }

  private openUpTo(at: number): void {
    const { intervals, endMs } = this.field;
    for (; this.startOf(intervals, this.nextInterval) <= at; this.nextInterval++) {
      const index = intervals[this.nextInterval] ?? 0;
      if ((endMs[index] ?? at) >= at) this.open.push(index);
    }
  }

  /** Only the top is looked at: a record that ended below it is dropped when it comes up. */
  private bestTouching(at: number): number {
    for (let top = this.open.top; top >= 0 && this.endOf(top) < at; top = this.open.top) this.open.pop();
    return this.open.top;
  }

  private closeEnded(at: number): void {
    for (let top = this.open.top; top >= 0 && this.endOf(top) <= at; top = this.open.top) this.open.pop();
  }

  private nextBoundary(at: number): number {
    const { intervals, instants } = this.field;
    while (this.nextCut < this.cuts.length && (this.cuts[this.nextCut] ?? 0) <= at) this.nextCut++;
    return Math.min(
      this.open.top >= 0 ? this.endOf(this.open.top) : Infinity,
      this.startOf(intervals, this.nextInterval),
      this.startOf(instants, this.nextInstant),
      this.cuts[this.nextCut] ?? Infinity,
    );
  }

  private startOf(indexes: Int32Array, position: number): number {
    const index = indexes[position];
    return index === undefined ? Infinity : (this.field.startMs[index] ?? Infinity);
  }

  private endOf(index: number): number {
    return this.field.endMs[index] ?? -Infinity;
  }
}

/**
 * Adds up what a bucket's winners give. The arithmetic, so that every caller gets the same bits: whole milliseconds are
 * added per record, each record's contribution is computed once from them, and contributions are added in the order in
 * which the records first won (compensated). How finely the time line was cut therefore does not matter.
 */
export class BucketTally implements SweepVisitor {
  private readonly won = new Map<number, { counted: number; milliseconds: number }>();
  private anyInstant = false;

  constructor(private readonly field: SweepField) {}

  segment(startMs: number, endMs: number, winner: number): void {
    const contender = this.field.contenders[winner];
    if (contender !== undefined) this.credit(winner, countedMs(contender, startMs, endMs), endMs - startMs);
  }

  instant(_timeMs: number, present: Int32Array, hiddenBy: number | null): void {
    this.anyInstant = true;
    const [best] = present;
    if (hiddenBy === null && best !== undefined) this.credit(best, 0, 0);
  }

  result({ startMs, endMs }: Interval): BucketResult {
    const total = new RunningTotal();
    const shares = new SourceShares();
    for (const [index, { counted, milliseconds }] of this.won) {
      const contender = this.field.contenders[index];
      if (contender === undefined) continue;
      const value = contribution(contender, counted);
      total.add(value);
      shares.add(contender.record.sourceId, value, milliseconds);
    }
    const value = this.won.size > 0 || this.anyInstant ? total.value : null;
    return { startMs, endMs, value, sources: shares.list() };
  }

  private credit(winner: number, counted: number, milliseconds: number): void {
    const credit = this.won.get(winner);
    if (credit === undefined) this.won.set(winner, { counted, milliseconds });
    else {
      credit.counted += counted;
      credit.milliseconds += milliseconds;
    }
  }
}

/**
 * Resolves overlapping records by priority. All boundaries cut the time line into pieces, half-open; in each the best
 * open record gives its share. At an instant the best of all records that touch it is taken; if it has no length, its
 * whole value is added. Buckets ascend and may touch or leave gaps; the cost is that of sorting the records.
 */
export function sweep(records: readonly SweepRecord[], buckets: readonly Interval[]): BucketResult[] {
  const field = layOut(records);
  const walk = new SweepWalk(field);
  return buckets.map((bucket) => {
    const tally = new BucketTally(field);
    walk.through(bucket, tally);
    return tally.result(bucket);
  });
}
