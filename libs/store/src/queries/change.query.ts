import type { EventKind, UserKey } from '@tributary/contracts';
import { sequenceKey, unpackChange, type StoredChange } from '../derived/change.js';
import type { UserCollection } from '../user-collection.js';

export interface ChangePage {
  /** Events with a larger sequence. */
  readonly after: number;
  /** Null: all. */
  readonly kinds: readonly EventKind[] | null;
  readonly limit: number;
}

export interface FeedEntry {
  readonly sequence: number;
  /** The event as published, JSON. */
  readonly json: string;
}

/** A page of the change feed, `limit + 1` at most, ascending by sequence. */
export async function changePage(
  changes: UserCollection<StoredChange>,
  user: UserKey,
  { after, kinds, limit }: ChangePage,
): Promise<FeedEntry[]> {
  const filter = {
    _id: { $gt: changes.id(user, sequenceKey(after)), $lt: `${user}}` },
    ...(kinds && { kind: { $in: kinds } }),
  };
  const found = await changes.native
    .find(filter as never)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray();
  return (found as unknown as (StoredChange & { _id: string })[]).map((change) => ({
    sequence: Number(change._id.slice(user.length + 1)),
    json: unpackChange(change),
  }));
}
