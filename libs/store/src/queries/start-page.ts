import type { UserKey } from '@tributary/contracts';
import type { Collection } from '../connection.js';

/** Place in a list that ascends by start, ties by id: what comes after it is the next page. */
export interface StartKey {
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly id: string;
}

/** Half-open `[fromMs, toMs)`; an absent bound is open. */
export interface OpenWindow {
  readonly fromMs?: number;
  readonly toMs?: number;
}

export interface StartPage extends OpenWindow {
  readonly after?: StartKey;
  /** Rows wanted; one more is read to tell whether there is a next page. */
  readonly limit: number;
}

interface Timed {
  readonly startMs: number;
  readonly endMs: number;
}

/** Whether a thing belongs to the window: its start lies inside, or it has a length and reaches into it. */
export const isInWindow = ({ startMs, endMs }: Timed, { fromMs = -Infinity, toMs = Infinity }: OpenWindow): boolean =>
  startMs < toMs && (startMs >= fromMs || endMs > fromMs);

/** Whether a row lies behind the cursor. */
export const isAfter = (startMs: number, id: string, after: StartKey | undefined): boolean =>
  after === undefined || startMs > after.startMs || (startMs === after.startMs && id > after.id);

export const compareStarts = (a: StartKey, b: StartKey): number =>
  a.startMs - b.startMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Lowest start that can belong to a page whose things are at most `longestMs` long. */
export const lowestStart = ({ fromMs, after }: StartPage, longestMs: number): number =>
  Math.max(fromMs === undefined ? -Infinity : fromMs - longestMs, after?.startMs ?? -Infinity);

export interface ListRow<T> {
  readonly id: string;
  readonly document: T;
}

/** Which documents of a person a list is of. */
export interface StartList<T> {
  readonly user: UserKey;
  /** Equalities beside the person that the index starts with. */
  readonly equal: Readonly<Record<string, unknown>>;
  readonly longestMs: number;
  /** Fields that the list does not show and may be large. */
  readonly without?: Readonly<Record<string, 0>>;
  /** What the index cannot tell. */
  readonly keep: (document: T) => boolean;
}

function startsBetween(lowest: number, toMs: number | undefined): Record<string, number> {
  return { ...(Number.isFinite(lowest) && { $gte: lowest }), ...(toMs !== undefined && { $lt: toMs }) };
}

/**
 * Documents under `_id` = `user|id` with `u`, `startMs` and `endMs`, in the order of the list, `limit + 1` at most. The
 * index orders by start only; rows of equal start are read to their last before they are ordered by id.
 */
export async function pageByStart<T extends Timed>(
  collection: Collection<T & { readonly _id: string }>,
  list: StartList<T>,
  page: StartPage,
): Promise<ListRow<T>[]> {
  const starts = startsBetween(lowestStart(page, list.longestMs), page.toMs);
  const filter = { u: list.user, ...list.equal, ...(Object.keys(starts).length > 0 && { startMs: starts }) };
  const rows: ListRow<T>[] = [];
  const options = list.without ? { projection: list.without } : {};
  for await (const found of collection.find(filter as never, options).sort({ startMs: 1 })) {
    const document = found as unknown as T & { readonly _id: string };
    if (rows.length > page.limit && document.startMs !== rows.at(-1)?.document.startMs) break;
    const id = document._id.slice(list.user.length + 1);
    if (isInWindow(document, page) && isAfter(document.startMs, id, page.after) && list.keep(document))
      rows.push({ id, document });
  }
  const startKey = ({ id, document }: ListRow<T>): StartKey => ({ startMs: document.startMs, id });
  return rows.sort((a, b) => compareStarts(startKey(a), startKey(b))).slice(0, page.limit + 1);
}
