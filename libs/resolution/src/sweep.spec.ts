import { explainSweep } from './explain-sweep.js';
import { sweep } from './sweep.js';
import type { SweepRecord } from './sweep-field.js';

const HOUR = [{ startMs: 0, endMs: 3600 }];
const value = (id: string, rank: number, startMs: number, endMs: number, value: number): SweepRecord => ({
  id,
  sourceId: `of-${id}`,
  rank,
  modifiedMs: null,
  startMs,
  endMs,
  value,
});
const valueOf = (records: SweepRecord[], buckets = HOUR) => sweep(records, buckets)[0]?.value;

describe('the sweep over value records', () => {
  it('gives null where no record is open', () => {
    expect(sweep([], HOUR)).toEqual([{ ...HOUR[0], value: null, sources: [] }]);
  });

  it('lets the better source win where both are open, in proportion to time', () => {
    // 0–600 watch alone (100 of 1200 long → 50), 600–1200 both (watch, 50), 1200–1800 phone alone (half of 60).
    const records = [value('watch', 2, 0, 1200, 100), value('phone', 1, 600, 1800, 60)];
    const [bucket] = sweep(records, HOUR);
    expect(bucket?.value).toBe(130);
    expect(bucket?.sources).toEqual([
      { sourceId: 'of-watch', value: 100, seconds: 1.2 },
      { sourceId: 'of-phone', value: 30, seconds: 0.6 },
    ]);
  });

  it('gives the value itself for a record that won all of its time in pieces', () => {
    const pieces = [1, 2, 3].map((n) => value(`phone-${String(n)}`, 1, n * 100, n * 100 + 30, 5));
    expect(valueOf([value('watch', 2, 0, 701, 0.7), ...pieces])).toBe(0.7);
  });

  it.each<[string, SweepRecord, SweepRecord]>([
    ['rank before everything', value('a', 2, 0, 10, 1), { ...value('b', 1, 0, 10, 2), modifiedMs: 9 }],
    ['the later change', { ...value('a', 1, 0, 10, 1), modifiedMs: 2 }, { ...value('b', 1, 0, 10, 2), modifiedMs: 1 }],
    ['any change before none', { ...value('a', 1, 0, 10, 1), modifiedMs: 0 }, value('b', 1, 0, 10, 2)],
    ['the later start', value('a', 1, 5, 10, 1), value('b', 1, 0, 10, 2)],
    ['the later end', value('a', 1, 0, 20, 1), value('b', 1, 0, 10, 2)],
    ['the larger value', value('a', 1, 0, 10, 3), value('b', 1, 0, 10, 2)],
    ['the smaller id', value('a', 1, 0, 10, 2), value('b', 1, 0, 10, 2)],
  ])('prefers %s', (_rule, better, worse) => {
    const [explained] = explainSweep([worse, better], [{ startMs: 5, endMs: 10 }]);
    expect(explained?.segments.map(({ winner }) => winner.recordId)).toEqual(['a']);
  });

  it('counts records equal in all five once', () => {
    expect(valueOf([value('a', 1, 0, 10, 7), value('b', 1, 0, 10, 7)])).toBe(7);
  });

  it('skips a record whose start lies after its end', () => {
    expect(valueOf([value('a', 1, 10, 9, 7)])).toBeNull();
  });

  it('divides a record over touching buckets and leaves gaps out', () => {
    const buckets = [
      { startMs: 0, endMs: 10 },
      { startMs: 10, endMs: 20 },
      { startMs: 30, endMs: 40 },
    ];
    expect(sweep([value('a', 1, 5, 45, 40)], buckets).map((bucket) => bucket.value)).toEqual([5, 10, 10]);
  });
});

describe('the sweep over records without length', () => {
  it('adds an instant on top of what the pieces give when it is the best there', () => {
    expect(valueOf([value('walk', 1, 0, 100, 50), value('glass', 2, 50, 50, 7)])).toBe(57);
  });

  it('loses an instant under a better interval, its end included', () => {
    const instants = [value('i0', 1, 0, 0, 1), value('i1', 1, 50, 50, 1), value('i2', 1, 100, 100, 1)];
    expect(valueOf([value('walk', 2, 0, 100, 50), ...instants])).toBe(50);
    expect(valueOf([value('walk', 2, 0, 99, 50), ...instants])).toBe(51);
  });

  it('takes the best of several at one instant, once', () => {
    expect(valueOf([value('a', 1, 5, 5, 3), value('b', 1, 5, 5, 4), value('c', 1, 5, 5, 4)])).toBe(4);
  });

  it('puts an instant on a border into the bucket that begins there', () => {
    const buckets = [
      { startMs: 0, endMs: 10 },
      { startMs: 10, endMs: 20 },
    ];
    expect(sweep([value('a', 1, 10, 10, 3)], buckets).map((bucket) => bucket.value)).toEqual([null, 3]);
  });

  it('gives 0, not null, where the only instant is hidden by a record that ends on it', () => {
    const [bucket] = sweep([value('walk', 2, 0, 100, 50), value('i', 1, 100, 100, 1)], [{ startMs: 100, endMs: 200 }]);
    expect(bucket?.value).toBe(0);
  });
});

describe('the sweep over sessions', () => {
  const session = (
    id: string,
    rank: number,
    startMs: number,
    endMs: number,
    excluded: [number, number][],
  ): SweepRecord => ({
    id,
    sourceId: id,
    rank,
    modifiedMs: null,
    startMs,
    endMs,
    excluded: excluded.map(([from, to]) => ({ startMs: from, endMs: to })),
  });

  it('counts seconds without the excluded pieces, each moment of them once', () => {
    expect(valueOf([session('a', 1, 0, 3000, [[500, 1500], [1000, 2000], [2900, 9000]])])).toBe(1.4); // prettier-ignore
  });

  it('gives 0 where everything open is excluded', () => {
    expect(valueOf([session('a', 1, 0, 3000, [[0, 3000]])])).toBe(0);
  });

  it('ignores what losers exclude', () => {
    expect(valueOf([session('a', 2, 0, 3000, []), session('b', 1, 0, 3000, [[0, 3000]])])).toBe(3);
  });

  it('prefers the session with less excluded when all else is equal', () => {
    expect(valueOf([session('a', 1, 0, 3000, [[0, 1000]]), session('b', 1, 0, 3000, [[0, 500]])])).toBe(2.5);
  });
});

describe('the explanation', () => {
  it('names winner, losers and reasons for each piece', () => {
    const records = [value('watch', 2, 0, 20, 20), value('phone', 1, 10, 30, 40), value('glass', 0, 15, 15, 9)];
    const [explained] = explainSweep(records, HOUR);
    const watch = { recordId: 'watch', sourceId: 'of-watch', rank: 2 };
    const phone = { recordId: 'phone', sourceId: 'of-phone', rank: 1 };
    const phoneLost = { ...phone, reason: 'rank' };
    expect(explained).toEqual({
      ...HOUR[0],
      value: 40,
      sources: [
        { sourceId: 'of-phone', value: 20, seconds: 0.01 },
        { sourceId: 'of-watch', value: 20, seconds: 0.02 },
      ],
      segments: [
        { startMs: 0, endMs: 10, value: 10, winner: watch, losers: [] },
        { startMs: 10, endMs: 15, value: 5, winner: watch, losers: [phoneLost] },
        {
          startMs: 15,
          endMs: 15,
          value: 0,
          winner: watch,
          losers: [{ recordId: 'glass', sourceId: 'of-glass', rank: 0, reason: 'rank' }],
        },
        { startMs: 15, endMs: 20, value: 5, winner: watch, losers: [phoneLost] },
        { startMs: 20, endMs: 30, value: 20, winner: phone, losers: [] },
      ],
    });
  });
});
