import fc from 'fast-check';
import { nearDuplicates, type CopyCandidate } from './near-duplicates.js';

const at = (id: string, startMs: number, endMs: number, value = 5, sourceId = 's'): CopyCandidate => ({
  id,
  sourceId,
  startMs,
  endMs,
  value,
});

describe('near copies', () => {
  it('are records of one source and value whose starts and ends are less than a second apart', () => {
    const kept = nearDuplicates([at('b', 0, 60_000), at('a', 999, 59_001), at('c', 1000, 62_000), at('d', 5, 5, 6)]);
    expect([...kept].sort()).toEqual([
      ['a', 'b'],
      ['b', 'b'],
    ]);
  });

  it.each([
    ['a whole second apart', at('x', 0, 10), at('y', 1000, 1010)],
    ['ends a second apart', at('x', 0, 5000), at('y', 0, 6000)],
    ['of other values', at('x', 0, 10, 1), at('y', 0, 10, 2)],
    ['of other sources', at('x', 0, 10, 1, 's1'), at('y', 0, 10, 1, 's2')],
  ])('are not records %s', (_why, x, y) => {
    expect(nearDuplicates([x, y]).size).toBe(0);
  });

  it('include copies of copies, and the one with the smallest window, then id, counts', () => {
    const kept = nearDuplicates([at('z', 1800, 1800), at('y', 900, 900), at('x', 0, 0), at('w', 0, 0)]);
    expect(new Set(kept.values())).toEqual(new Set(['w']));
    expect(kept.size).toBe(4);
  });

  it('are found whatever the order', () => {
    const candidate = fc.record({
      sourceId: fc.constantFrom('s1', 's2'),
      startMs: fc.integer({ min: 0, max: 4000 }),
      endMs: fc.integer({ min: 0, max: 4000 }),
      value: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (list, dice) => {
        const records = list.map((each, index) => ({ ...each, id: `r${String(index)}` }));
        const shuffled = records
          .map((each) => ({ each, at: dice.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const sorted = (map: Map<string, string>) => [...map].sort();
        expect(sorted(nearDuplicates(shuffled))).toEqual(sorted(nearDuplicates(records)));
      }),
    );
  });
});
