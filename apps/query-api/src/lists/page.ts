import { hash } from 'node:crypto';
import { PAGE_LIMITS } from '@tributary/contracts';
import { RequestFailure } from '@tributary/http';
import type { StartKey } from '@tributary/store';

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** A page of a list as it is answered. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** The default stands in the route table too, where readers of the API see it. */
export const limitOf = ({ limit }: PageQuery): number => limit ?? PAGE_LIMITS.default;

/** What a cursor carries: the sort key of the last row of its page. */
type Key = string | number;

/** Names a list, its parameters and whose it is, so that a cursor of another list is recognised. */
export function listTag(operation: string, query: PageQuery, userId: string | null): string {
  const parameters = Object.entries(query).filter(([name]) => name !== 'limit' && name !== 'cursor');
  return hash(
    'sha256',
    JSON.stringify([operation, userId, parameters.sort(([a], [b]) => (a < b ? -1 : 1))]),
    'hex',
  ).slice(0, 8);
}

/** The cursor of a list behind a row, by its sort key. */
export const cursorAt = (tag: string, keys: readonly Key[]): string =>
  Buffer.from(JSON.stringify([tag, ...keys])).toString('base64url');

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestFailure('cursor_invalid');
    throw error;
  }
}

function keysOf(cursor: string, tag: string): readonly unknown[] {
  const value = decode(cursor);
  if (!Array.isArray(value) || value[0] !== tag) throw new RequestFailure('cursor_invalid');
  return value.slice(1);
}

/** @throws RequestFailure `cursor_invalid` when the cursor is not of this list. */
export function startCursor(query: PageQuery, tag: string): { after: StartKey } | Record<string, never> {
  if (query.cursor === undefined) return {};
  const [startMs, id] = keysOf(query.cursor, tag);
  if (typeof startMs !== 'number' || typeof id !== 'string') throw new RequestFailure('cursor_invalid');
  return { after: { startMs, id } };
}

/** The key behind which the page begins; null on the first one. */
export function keyCursor<T extends 'string' | 'number'>(
  query: PageQuery,
  tag: string,
  type: T,
): (T extends 'string' ? string : number) | null {
  if (query.cursor === undefined) return null;
  const [key] = keysOf(query.cursor, tag);
  if (typeof key !== type) throw new RequestFailure('cursor_invalid');
  return key as T extends 'string' ? string : number;
}

/** Rows of which one more than the limit was read, as a page; `keyOf` gives the sort key of a row. */
export function toPage<Row, T>(
  rows: readonly Row[],
  limit: number,
  tag: string,
  keyOf: (row: Row) => readonly Key[],
  toView: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toView),
    nextCursor: rows.length > limit && last !== undefined ? cursorAt(tag, keyOf(last)) : null,
  };
}
