import { RequestFailure } from '@tributary/http';
import type { PageQuery } from './page.js';
import { wholeListPage } from './whole-list.js';

const list = (name: string, rows: readonly string[]) => ({
  name,
  userId: 'u',
  rows,
  keyOf: (row: string) => row,
  toView: (row: string) => row.toUpperCase(),
});
const page = (query: PageQuery, rows = ['a', 'b', 'c']) => wholeListPage(query, list('letters', rows));

describe('a list that is at hand as a whole', () => {
  it('is one page where no limit is asked for', () => {
    expect(page({})).toEqual({ data: ['A', 'B', 'C'], nextCursor: null });
    expect(page({}, [])).toEqual({ data: [], nextCursor: null });
  });

  it('goes on behind the last row of the page before, whatever came between', () => {
    const first = page({ limit: 2 });
    expect(first.data).toEqual(['A', 'B']);
    const cursor = String(first.nextCursor);
    expect(page({ limit: 1, cursor })).toEqual({ data: ['C'], nextCursor: null });
    expect(page({ cursor }, ['0', 'a', 'aa', 'b', 'bb', 'c']).data).toEqual(['BB', 'C']);
  });

  it('refuses the cursor of another list, and one of a row it never had', () => {
    const cursor = String(page({ limit: 2 }).nextCursor);
    expect(() => wholeListPage({ cursor }, list('numbers', ['a', 'b', 'c']))).toThrow(RequestFailure);
    expect(() => page({ cursor }, ['a', 'c'])).toThrow(RequestFailure);
  });
});
