import type { UserKey } from '@tributary/contracts';
import mongoose from 'mongoose';
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
  /** Equalities beside the person that the index of the list starts with; `startMs` and `_id` follow. */
  readonly equal: Readonly<Record<string, unknown>>;
  readonly longestMs: number;
  /** Fields that the list does not show and may be large. */
  readonly without?: Readonly<Record<string, 0>>;
  /** What the index cannot tell. */
  readonly keep: (document: T) => boolean;
}

interface Bounds {
  readonly from: Readonly<Record<string, unknown>>;
  readonly to: Readonly<Record<string, unknown>>;
}

const { MinKey, MaxKey } = mongoose.mongo;

/** Where a page begins in the index of its list, and where the window ends; null: behind the window. */
function boundsOf<T>({ user, equal, longestMs }: StartList<T>, page: StartPage): Bounds | null {
  const { after, toMs } = page;
  const lowest = lowestStart(page, longestMs);
  if (toMs !== undefined && lowest >= toMs) return null;
  // A thing that a cursor names may be gone by now; the place stays.
  const isBehindCursor = after !== undefined && lowest === after.startMs;
  const front = { u: user, ...equal };
  return {
    from: {
      ...front,
      startMs: Number.isFinite(lowest) ? lowest : new MinKey(),
      _id: isBehindCursor ? `${user}|${after.id}` : new MinKey(),
    },
    to: { ...front, startMs: toMs ?? new MaxKey(), _id: new MinKey() },
  };
}

/**
 * Documents under `_id` = `user|id` with `u`, `startMs` and `endMs`, in the order of the list, `limit + 1` at most. They
 * are read along the index of the list, from the place of the cursor: its order is that of pages, whatever is written
 * meanwhile.
 */
export async function pageByStart<T extends Timed>(
  collection: Collection<T & { readonly _id: string }>,
  list: StartList<T>,
  page: StartPage,
): Promise<ListRow<T>[]> {
  const bounds = boundsOf(list, page);
  if (!bounds) return [];
  const rows: ListRow<T>[] = [];
  const index = Object.fromEntries(Object.keys(bounds.from).map((field) => [field, 1 as const]));
  const options = { min: bounds.from, max: bounds.to, hint: index, batchSize: page.limit + 2 };
  const found = collection.find({}, { ...options, ...(list.without && { projection: list.without }) } as never);
  for await (const one of found.sort(index)) {
    const document = one as unknown as T & { readonly _id: string };
    const id = document._id.slice(list.user.length + 1);
    const isShown = id === page.after?.id && document.startMs === page.after.startMs;
    if (isShown || !isInWindow(document, page) || !list.keep(document)) continue;
    rows.push({ id, document });
    if (rows.length > page.limit) break;
  }
  return rows;
}
