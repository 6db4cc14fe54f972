import type { Interval } from '@tributary/contracts';
import fc from 'fast-check';
import { explainSweep } from './explain-sweep.js';
import type { SweepRecord } from './sweep-field.js';
import { sweep } from './sweep.js';

/** The rule of design.md once more, for milliseconds one by one: slow and obvious. */
function bruteForce(records: readonly SweepRecord[], bucket: Interval): number | null {
  const valid = records.filter(({ startMs, endMs }) => startMs <= endMs);
  const isExcluded = (record: SweepRecord, ms: number) =>
    'excluded' in record && record.excluded.some(({ startMs, endMs }) => startMs <= ms && ms < endMs);
  const counted = (record: SweepRecord) => {
    let sum = 0;
    for (let ms = record.startMs; ms < record.endMs; ms++) if (!isExcluded(record, ms)) sum++;
    return sum / 1000;
  };
  const keyOf = (record: SweepRecord) => [
    record.rank,
    record.modifiedMs ?? -1e9,
    record.startMs,
    record.endMs,
    'value' in record ? record.value : counted(record),
  ];
  const better = (a: SweepRecord, b: SweepRecord): boolean => {
    const [x, y] = [keyOf(a), keyOf(b)];
    const at = x.findIndex((field, index) => field !== y[index]);
    return at < 0 ? a.id < b.id : x[at]! > y[at]!;
  };
  const bestOf = (candidates: readonly SweepRecord[]) =>
    candidates.find((each) => candidates.every((other) => other === each || better(each, other)));

  let total: number | null = null;
  for (let ms = bucket.startMs; ms < bucket.endMs; ms++) {
    if (valid.some(({ startMs, endMs }) => startMs === ms && endMs === ms)) {
      const best = bestOf(valid.filter(({ startMs, endMs }) => startMs <= ms && ms <= endMs))!;
      total = (total ?? 0) + (best.startMs === best.endMs && 'value' in best ? best.value : 0);
    }
    const best = bestOf(valid.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs));
    if (best === undefined) continue;
    const share = 'value' in best ? best.value / (best.endMs - best.startMs) : isExcluded(best, ms) ? 0 : 0.001;
    total = (total ?? 0) + share;
  }
  return total;
}

const time = fc.integer({ min: 0, max: 24 });
const piece = fc.record({ startMs: time, endMs: time });
const head = {
  sourceId: fc.constantFrom('s1', 's2', 's3'),
  rank: fc.integer({ min: 0, max: 2 }),
  modifiedMs: fc.constantFrom(null, 1, 2),
  startMs: time,
  endMs: time,
};
const record = fc.oneof(
  fc.record({ ...head, value: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ ...head, excluded: fc.array(piece, { maxLength: 3 }) }),
);
const records = fc
  .array(record, { maxLength: 9 })
  .map((list): SweepRecord[] => list.map((each, index) => ({ ...each, id: `r${String(index)}` })));
/** Ascending; some touch, some leave gaps. */
const buckets = fc
  .uniqueArray(time, { minLength: 2, maxLength: 7 })
  .map((times) => [...times].sort((a, b) => a - b))
  .map((times) => times.slice(1).map((endMs, index) => ({ startMs: times[index]!, endMs })))
  .chain((all) => fc.subarray(all, { minLength: 1 }));

const near = (actual: number | null | undefined, expected: number | null) => {
  if (expected === null) expect(actual).toBeNull();
  else expect(actual).toBeCloseTo(expected, 9);
};
const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe('for any records and buckets, the sweep', () => {
  it('agrees with the rule applied millisecond by millisecond', () => {
    fc.assert(
      fc.property(records, buckets, (list, cells) => {
        sweep(list, cells).forEach((result, index) => {
          near(result.value, bruteForce(list, cells[index]!));
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('does not depend on the order of records, nor on exact repetitions', () => {
    fc.assert(
      fc.property(records, buckets, fc.infiniteStream(fc.nat()), (list, cells, dice) => {
        const shuffled = [...list, ...list.slice(0, 2)]
          .map((each) => ({ each, at: dice.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        expect(sweep(shuffled, cells)).toEqual(sweep(list, cells));
      }),
    );
  });

  it('is explained by segments that add up to exactly its value', () => {
    fc.assert(
      fc.property(records, buckets, (list, cells) => {
        const results = sweep(list, cells);
        explainSweep(list, cells).forEach(({ segments, ...result }, index) => {
          const { value } = result;
          expect(result).toEqual(results[index]);
          near(sum(segments.map((segment) => segment.value)), value ?? 0);
          expect(segments.length > 0).toBe(value !== null);
        });
      }),
    );
  });

  it('gives shares by source that add up to the value, and no more seconds than the bucket has', () => {
    fc.assert(
      fc.property(records, buckets, (list, cells) => {
        for (const { value, sources, startMs, endMs } of sweep(list, cells)) {
          near(sum(sources.map((share) => share.value)), value ?? 0);
          expect(sum(sources.map((share) => share.seconds))).toBeLessThanOrEqual((endMs - startMs) / 1000 + 1e-12);
        }
      }),
    );
  });

  it('gives buckets that add up to the whole', () => {
    fc.assert(
      fc.property(records, fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 6 }), (list, cuts) => {
        const borders = [0, ...[...cuts].sort((a, b) => a - b), 25];
        const cells = borders.slice(1).map((endMs, index) => ({ startMs: borders[index]!, endMs }));
        const whole = sweep(list, [{ startMs: 0, endMs: 25 }])[0]!.value;
        near(sum(sweep(list, cells).map(({ value }) => value)), whole ?? 0);
      }),
    );
  });
});
