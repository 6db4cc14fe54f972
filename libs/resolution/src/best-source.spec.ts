import fc from 'fast-check';
import { bestSource } from './best-source.js';
import { explainBestSource } from './explain-best-source.js';
import type { ValueRecord } from './sweep-field.js';

const DAY = [{ startMs: 0, endMs: 1000 }];
const sample = (
  id: string,
  sourceId: string,
  rank: number,
  startMs: number,
  value: number,
  endMs = startMs,
): ValueRecord => ({
  id,
  sourceId,
  rank,
  modifiedMs: null,
  startMs,
  endMs,
  value,
});

describe('the best source of a bucket', () => {
  it('speaks alone, with everything its samples say', () => {
    const samples = [
      sample('a', 'watch', 2, 10, 60),
      sample('b', 'watch', 2, 20, 90),
      sample('c', 'phone', 1, 15, 200),
    ];
    expect(bestSource(samples, DAY, 'avg')).toEqual([
      {
        ...DAY[0],
        value: 75,
        sources: [{ sourceId: 'watch', value: 75, seconds: 0 }],
        count: 2,
        min: 60,
        max: 90,
        avg: 75,
        sum: 150,
        last: 90,
      },
    ]);
  });

  it('is chosen for each bucket by the samples that start in it', () => {
    const buckets = [
      { startMs: 0, endMs: 10 },
      { startMs: 10, endMs: 20 },
      { startMs: 30, endMs: 40 },
    ];
    const samples = [
      sample('a', 'watch', 2, 9, 60, 15),
      sample('b', 'phone', 1, 10, 80),
      sample('c', 'phone', 1, 30, 85),
    ];
    expect(bestSource(samples, buckets, 'avg').map(({ value }) => value)).toEqual([60, 80, 85]);
  });

  it('is of equal ranks the one with more samples, then the one with the smaller id', () => {
    const [a, b, c] = [sample('1', 'a', 1, 0, 1), sample('2', 'b', 1, 0, 2), sample('3', 'b', 1, 1, 4)];
    expect(bestSource([a, b, c], DAY, 'avg')[0]?.value).toBe(3);
    expect(bestSource([b, a], DAY, 'avg')[0]?.value).toBe(1);
  });

  it('has nothing to say about a bucket without samples', () => {
    expect(bestSource([], DAY, 'avg')[0]).toMatchObject({ value: null, count: 0, min: null, sources: [] });
  });

  it('does not matter when all are pooled', () => {
    const [bucket] = bestSource([sample('a', 'x', 2, 0, 1), sample('b', 'y', 1, 0, 3)], DAY, 'avg', 'all');
    expect(bucket).toMatchObject({ value: 2, count: 2 });
    expect(bucket?.sources).toEqual([
      { sourceId: 'x', value: 1, seconds: 0 },
      { sourceId: 'y', value: 3, seconds: 0 },
    ]);
  });
});

describe('the value of a bucket', () => {
  const samples = [
    sample('a', 's', 1, 0, 60, 100),
    sample('b', 's', 1, 100, 70, 400),
    sample('c', 's', 1, 400, 50, 500),
  ];

  it.each([
    ['avg', 60],
    ['min', 50],
    ['max', 70],
    ['last', 50],
    ['sum', 180],
    ['count', 3],
    ['duration', 0.5],
    // (1·10^6 + 3·10^7 + 1·10^5) / 5 = 6,220,000 → 67.94 dB
    ['leq', 10 * Math.log10(6_220_000)],
  ] as const)('as %s', (aggregation, expected) => {
    expect(bestSource(samples, DAY, aggregation)[0]?.value).toBeCloseTo(expected, 10);
  });

  it('as leq counts each sample once where one has no length', () => {
    const levels = [sample('a', 's', 1, 0, 60, 100), sample('b', 's', 1, 100, 70)];
    expect(bestSource(levels, DAY, 'leq')[0]?.value).toBeCloseTo(10 * Math.log10(5_500_000), 10);
  });

  it('is the sum of what its samples are explained to give, in any order of input', () => {
    const any = fc.record({
      sourceId: fc.constantFrom('a', 'b'),
      rank: fc.integer({ min: 1, max: 2 }),
      startMs: fc.integer({ min: 0, max: 5 }),
      endMs: fc.integer({ min: 5, max: 9 }),
      value: fc.integer({ min: 1, max: 90 }),
    });
    const aggregation = fc.constantFrom('avg', 'min', 'max', 'last', 'sum', 'count', 'duration', 'leq');
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), aggregation, (list, how) => {
        const all = list.map((each, index) => ({ ...each, id: `r${String(index)}`, modifiedMs: null }));
        const [bucket] = bestSource(all, DAY, how);
        expect(bestSource([...all].reverse(), DAY, how)[0]).toEqual(bucket);
        const { spoken, unspoken } = explainBestSource(all, DAY[0]!, how);
        expect(spoken.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(bucket?.value ?? 0, 9);
        expect(spoken.length + unspoken.length).toBe(all.length);
      }),
    );
  });
});
