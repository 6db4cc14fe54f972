import fc from 'fast-check';
import type { RecordId } from '@tributary/contracts';
import { encodeIdColumn, IdColumns, WantedIds } from './id-column.js';

const ids = fc.array(
  fc.uuid().map((id) => `hk-${id}` as RecordId),
  { maxLength: 50 },
);

describe('the id column', () => {
  it('never misses an id, wherever its bytes lie in a buffer', () => {
    fc.assert(
      fc.property(ids, ids, fc.nat({ max: 7 }), fc.nat(), (stored, others, offset, pick) => {
        fc.pre(stored.length > 0);
        const column = encodeIdColumn(stored);
        const inside = new Uint8Array(offset + column.length);
        inside.set(column, offset);
        const wanted = new WantedIds([...others, stored[pick % stored.length]!]);
        expect(wanted.areIn(inside.subarray(offset))).toBe(true);
      }),
    );
  });

  it('does not find what is not there', () => {
    const [one, two] = ['hk-00000000-0000-4000-8000-000000000001', 'hk-00000000-0000-4000-8000-000000000002'];
    expect(new WantedIds([two as RecordId]).areIn(encodeIdColumn([one as RecordId]))).toBe(false);
    expect(new WantedIds([]).areIn(encodeIdColumn([one as RecordId]))).toBe(false);
  });
});

describe('the id columns of a person', () => {
  it('name every chunk that holds one of the ids', () => {
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 6 }), fc.nat(), (chunks, pick) => {
        const columns = new IdColumns();
        chunks.forEach((list, at) => columns.add(String(at), encodeIdColumn(list)));
        const wanted = chunks.flat().filter((_, at) => at % 7 === pick % 7);
        const holding = columns.holding(new WantedIds(wanted));
        const needed = chunks.flatMap((list, at) => (list.some((id) => wanted.includes(id)) ? [String(at)] : []));
        expect(holding).toEqual(expect.arrayContaining(needed));
        expect(columns.bytes).toBe(4 * chunks.flat().length);
      }),
    );
  });

  it('name no chunk when nothing is wanted', () => {
    const columns = new IdColumns();
    columns.add('one', encodeIdColumn(['hk-00000000-0000-4000-8000-000000000001' as RecordId]));
    expect(columns.holding(new WantedIds([]))).toEqual([]);
  });
});
