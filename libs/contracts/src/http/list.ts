import { Type, type TSchema } from 'typebox';

/** Default and largest number of rows of one page. */
export const PAGE_LIMITS = { default: 100, maximum: 1_000 } as const;

/** Largest number of buckets of one query: 31 days by minutes, however the clocks change, are some 44,700. */
export const MOST_BUCKETS = 50_000;

/** Query parameters that every list takes. */
export const PAGE_QUERY = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMITS.maximum, default: PAGE_LIMITS.default })),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 4_096, description: 'Opaque; `nextCursor` of the page before.' }),
  ),
};

/** Query parameters of a list that is answered whole where no limit is asked for. */
export const WHOLE_LIST_QUERY = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: PAGE_LIMITS.maximum, description: 'Rows a page; without it all.' }),
  ),
  cursor: PAGE_QUERY.cursor,
};

/** Answer of every paged list. */
export const pageOf = <T extends TSchema>(row: T) =>
  Type.Object({ data: Type.Array(row), nextCursor: Type.Union([Type.String(), Type.Null()]) });

/** Answer of a list that is never long enough for pages. */
export const listOf = <T extends TSchema>(row: T) =>
  Type.Object({ data: Type.Array(row), nextCursor: Type.Null({ description: 'There is no second page.' }) });

export interface OnlyPage<T> {
  readonly data: readonly T[];
  readonly nextCursor: null;
}
