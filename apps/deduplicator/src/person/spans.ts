/** Half-open `[fromMs, toMs)`, epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The union of spans, ascending and disjoint; spans that touch, or lie no farther apart than the gap, become one. */
export function unionOf(spans: readonly Span[], gapMs = 0): Span[] {
  const joined: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = joined.at(-1);
    if (last && fromMs <= last.toMs + gapMs) last.toMs = Math.max(last.toMs, toMs);
    else joined.push({ fromMs, toMs });
  }
  return joined;
}

const HOUR_MS = 3_600_000;

/** Runs of hours, each widened by a margin; runs closer than their margins are one. */
export const spansOfHours = (hours: readonly number[], marginMs: number): Span[] =>
  unionOf(hours.map((hour) => ({ fromMs: hour * HOUR_MS - marginMs, toMs: (hour + 1) * HOUR_MS + marginMs })));

export const overlaps = (a: Span, startMs: number, endMs: number): boolean => startMs < a.toMs && endMs >= a.fromMs;
