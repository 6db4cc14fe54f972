import type { UserKey } from '@tributary/contracts';
import type { Entity } from '../derived/entity.js';
import type { Recording } from '../records/recording.js';
import { HOUR_MS } from '../series/chunk-key.js';
import type { UserCollection } from '../user-collection.js';
import { pageByStart, type ListRow, type StartPage } from './start-page.js';

/** No workout or night is longer (api: longest windows); an event may be. */
const LONGEST_MS: Readonly<Record<Recording['kind'], number>> = {
  workout: 7 * 24 * HOUR_MS,
  sleep: 7 * 24 * HOUR_MS,
  event: Infinity,
};

/** A page of derived entities, without those that went away. */
export async function entityPage<View>(
  entities: UserCollection<Entity<View>>,
  user: UserKey,
  page: StartPage,
  keep: (view: View) => boolean = () => true,
): Promise<ListRow<View>[]> {
  const list = {
    user,
    equal: {},
    longestMs: LONGEST_MS.workout,
    keep: ({ gone, view }: Entity<View>) => !gone && keep(view),
  };
  const rows = await pageByStart<Entity<View>>(entities.native, list, page);
  return rows.map(({ id, document }) => ({ id, document: document.view }));
}

/** A page of recordings of one kind as recorded, without their raw payload: an ECG or a route can be large. */
export async function recordingPage(
  recordings: UserCollection<Recording>,
  user: UserKey,
  kind: Recording['kind'],
  page: StartPage,
  keep: (recording: Recording) => boolean = () => true,
): Promise<ListRow<Recording>[]> {
  const list = { user, equal: { kind }, longestMs: LONGEST_MS[kind], without: { 'record.raw': 0 } as const, keep };
  return pageByStart<Recording>(recordings.native, list, page);
}

/** Entities under keys that sort as their list does (local dates), without those that went away. */
export async function entityKeyPage<View>(
  entities: UserCollection<Entity<View>>,
  user: UserKey,
  { from, to, limit }: { readonly from: string; readonly to: string; readonly limit: number },
): Promise<ListRow<View>[]> {
  const range = { _id: { $gte: entities.id(user, from), $lt: entities.id(user, to) }, gone: false };
  const found = await entities.native
    .find(range as never)
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray();
  return (found as unknown as (Entity<View> & { _id: string })[]).map(({ _id, view }) => ({
    id: _id.slice(user.length + 1),
    document: view,
  }));
}
