import { toLocalClock } from './local-clock.js';
import type { SweepRecord } from './sweep-field.js';

const HOUR_MS = 3_600_000;
const record = { id: 'a', sourceId: 's', rank: 1, modifiedMs: null };

describe('a record on the wall clock', () => {
  it('keeps its own two offsets: a walk over the spring change is an hour longer', () => {
    const walk = { ...record, startMs: 0, endMs: HOUR_MS, value: 10 };
    expect(toLocalClock(walk, 60, 120)).toEqual({ ...walk, startMs: HOUR_MS, endMs: 3 * HOUR_MS });
  });

  it('moves excluded pieces by the start offset', () => {
    const night: SweepRecord = { ...record, startMs: 0, endMs: HOUR_MS, excluded: [{ startMs: 0, endMs: 1000 }] };
    const moved = toLocalClock(night, -60, 0);
    expect(moved).toMatchObject({ startMs: -HOUR_MS, endMs: HOUR_MS });
    expect('excluded' in moved && moved.excluded).toEqual([{ startMs: -HOUR_MS, endMs: 1000 - HOUR_MS }]);
  });
});
