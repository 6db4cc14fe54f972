import type { Interval } from '@tributary/contracts';
import type { SweepRecord } from './sweep-field.js';

const MINUTE_MS = 60_000;

const shift = (interval: Interval, minutes: number): Interval => ({
  startMs: interval.startMs + minutes * MINUTE_MS,
  endMs: interval.endMs + minutes * MINUTE_MS,
});

/**
 * A record on the wall clock: its start moved by the start offset, its end by the end offset (so it keeps both), its
 * excluded pieces by the start offset. A record whose start then lies after its end is skipped by the sweep.
 */
export function toLocalClock<T extends SweepRecord>(
  record: T,
  startOffsetMinutes: number,
  endOffsetMinutes: number,
): T {
  const window = {
    startMs: record.startMs + startOffsetMinutes * MINUTE_MS,
    endMs: record.endMs + endOffsetMinutes * MINUTE_MS,
  };
  if (!('excluded' in record)) return { ...record, ...window };
  return { ...record, ...window, excluded: record.excluded.map((piece) => shift(piece, startOffsetMinutes)) };
}
