import { pool } from './pooled.js';
import type { SweepRecord } from './sweep-field.js';

const record = (id: string, startMs: number, endMs: number, value: number): SweepRecord => ({
  id,
  sourceId: `of-${id}`,
  rank: 0,
  modifiedMs: null,
  startMs,
  endMs,
  value,
});
const BUCKETS = [
  { startMs: 0, endMs: 1000 },
  { startMs: 1000, endMs: 2000 },
  { startMs: 3000, endMs: 4000 },
];

describe('pooled records', () => {
  it('are added over all sources, overlapping or not', () => {
    const [bucket] = pool([record('a', 0, 0, 250), record('b', 0, 0, 250), record('c', 0, 500, 100)], BUCKETS);
    expect(bucket?.value).toBe(600);
    expect(bucket?.sources).toEqual([
      { sourceId: 'of-a', value: 250, seconds: 0 },
      { sourceId: 'of-b', value: 250, seconds: 0 },
      { sourceId: 'of-c', value: 100, seconds: 0.5 },
    ]);
  });

  it('count in each bucket in proportion to overlap', () => {
    expect(pool([record('a', 500, 4500, 400)], BUCKETS).map(({ value }) => value)).toEqual([50, 100, 100]);
  });

  it('lie in the bucket of their instant; an empty bucket is null', () => {
    const records = [record('a', 1000, 1000, 3), record('b', 2500, 2500, 9), record('c', 3500, 3400, 9)];
    expect(pool(records, BUCKETS).map(({ value }) => value)).toEqual([null, 3, null]);
  });

  it('that are sessions give their seconds without excluded pieces', () => {
    const night: SweepRecord = {
      id: 'a',
      sourceId: 's',
      rank: 0,
      modifiedMs: null,
      startMs: 0,
      endMs: 1500,
      excluded: [{ startMs: 200, endMs: 1200 }],
    };
    expect(pool([night], BUCKETS).map(({ value }) => value)).toEqual([0.2, 0.3, null]);
  });
});
