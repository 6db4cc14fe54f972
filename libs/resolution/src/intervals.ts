import type { Interval } from '@tributary/contracts';

/** Ascending, disjoint, not touching: overlaps and touching neighbours joined, empty and inverted intervals left out. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter((each) => each.startMs < each.endMs).sort((a, b) => a.startMs - b.startMs);
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

/** The parts of intervals inside a window, in their order. */
export function clip<T extends Interval>(intervals: readonly T[], window: Interval): T[] {
  const inside: T[] = [];
  for (const each of intervals) {
    const startMs = Math.max(each.startMs, window.startMs);
    const endMs = Math.min(each.endMs, window.endMs);
    if (startMs < endMs) inside.push({ ...each, startMs, endMs });
  }
  return inside;
}

/** What is left of `from` (ascending, disjoint) outside `removed` (ascending, disjoint). */
export function subtract<T extends Interval>(from: readonly T[], removed: readonly Interval[]): T[] {
  const left: T[] = [];
  for (const each of from) {
    let startMs = each.startMs;
    for (const hole of removed) {
      if (hole.endMs <= startMs) continue;
      if (hole.startMs >= each.endMs) break;
      if (hole.startMs > startMs) left.push({ ...each, startMs, endMs: hole.startMs });
      startMs = Math.max(startMs, hole.endMs);
    }
    if (startMs < each.endMs) left.push({ ...each, startMs });
  }
  return left;
}

/** Milliseconds that disjoint intervals take together. */
export const lengthMs = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);

/** Milliseconds that two intervals share; 0 where they do not meet. */
export const overlapMs = (a: Interval, b: Interval): number =>
  Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));
