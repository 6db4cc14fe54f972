import { RequestFailure } from '@tributary/http';
import { keyCursor, listTag, toPage, type Page, type PageQuery } from './page.js';

/** A list that is at hand as a whole. */
export interface WholeList<Row, T> {
  readonly name: string;
  /** Whose list it is; null: everybody's. */
  readonly userId: string | null;
  readonly rows: readonly Row[];
  /** One of its own for every row; stays while data change. */
  readonly keyOf: (row: Row, index: number) => string;
  readonly toView: (row: Row) => T;
}

/**
 * A page of a whole list; all of it where no limit is asked for.
 * @throws RequestFailure `cursor_invalid` when the cursor is not of this list.
 */
export function wholeListPage<Row, T>(
  query: PageQuery,
  { name, userId, rows, keyOf, toView }: WholeList<Row, T>,
): Page<T> {
  const tag = listTag(name, query, userId);
  const after = keyCursor(query, tag, 'string');
  const keyed = rows.map((row, index) => ({ row, key: keyOf(row, index) }));
  const first = after === null ? 0 : keyed.findIndex(({ key }) => key === after) + 1;
  if (after !== null && first === 0) throw new RequestFailure('cursor_invalid');
  const rest = keyed.slice(first);
  return toPage(
    rest,
    query.limit ?? rest.length,
    tag,
    ({ key }) => [key],
    ({ row }) => toView(row),
  );
}
