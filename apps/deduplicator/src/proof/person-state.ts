import { TOPICS, type UserKey } from '@tributary/contracts';
import type { OutgoingMessage } from '@tributary/kafka';
import {
  everythingOf,
  ProfileRepository,
  type Entity,
  type Store,
  type UserCollection,
  type UserData,
} from '@tributary/store';

/** Fields that tell how a state came about, not what it is: counters, times of processing, the batches. */
const OF_THE_WAY = new Set(['version', 'updatedAt', 'batchId', 'batchIds', 'index', 'revision']);
/** The same of a published event. */
const OF_THE_EVENT = new Set(['id', 'type', 'op', 'sequence', 'time', 'version', 'batchIds', 'userId']);

type Fields = Record<string, unknown>;

const without = (fields: object, left: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !left.has(name)));

/** The same at every depth. */
const withoutWay = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, field: unknown) => (OF_THE_WAY.has(name) ? undefined : field)));

async function viewsOf<V extends object>(
  collection: UserCollection<Entity<V>>,
  user: UserKey,
): Promise<(readonly [string, Fields])[]> {
  return [...(await collection.all(user))].flatMap(([id, { gone, view }]) =>
    gone ? [] : [[id, without(view, OF_THE_WAY)] as const],
  );
}

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Summaries, nights and workouts as served, by topic and id. */
export async function servedEntities(data: UserData, user: UserKey): Promise<Record<string, unknown>> {
  const kinds = [
    [TOPICS.dailySummaries.name, await viewsOf(data.dailySummaries, user)],
    [TOPICS.sleepSessions.name, await viewsOf(data.sleepEpisodes, user)],
    [TOPICS.workouts.name, await viewsOf(data.workouts, user)],
  ] as const;
  return Object.fromEntries(kinds.flatMap(([topic, views]) => views.map(([id, view]) => [`${topic}/${id}`, view])));
}

/** Everything of a person that must not depend on how it got there. */
export async function personState(store: Store, data: UserData, user: UserKey): Promise<unknown> {
  const profile = await new ProfileRepository(store).get(user);
  const range = { _id: everythingOf(user) };
  const ids = await store.collection<{ _id: string }>('series_chunks').find(range).sort({ _id: 1 }).toArray();
  const chunks = await data.chunks.byIds(ids.map(({ _id }) => _id));
  const registry = await data.registry.all(user);
  const state = {
    series: chunks
      .map(({ id, records }) => [
        id,
        Array.from(records.values(), (record) => ({ ...without(record, OF_THE_WAY), version: record.version })).sort(
          byText,
        ),
      ])
      .sort(byText),
    registry: Array.from(registry, ([id, { at, version, tombstone, history, absent, outliving = [], toldRoutes }]) => [
      id,
      at,
      version,
      tombstone,
      // That a snapshot deleted a version is told by `absent`; what it deleted before that is of the way.
      history.filter(({ op, hash }) => op === 'upsert' || hash === '').map((entry) => without(entry, OF_THE_WAY)),
      absent,
      outliving.map((each) => [each.version, withoutWay(each.content)]),
      toldRoutes,
    ]),
    recordings: Array.from(await data.recordings.all(user), ([id, recording]) => [
      id,
      without(recording, OF_THE_WAY),
      recording.record.version,
    ]).map(([id, recording, version]) => [
      id,
      { ...(recording as Fields), record: without((recording as { record: object }).record, OF_THE_WAY) },
      version,
    ]),
    days: await viewsOf(data.dailySummaries, user),
    sleep: await viewsOf(data.sleepEpisodes, user),
    workouts: await viewsOf(data.workouts, user),
    sources: [...(await data.sources.all(user))],
    syncStates: [...(await data.syncStates.all(user))],
    snapshots: [...(await data.snapshots.all(user))],
    zones: [profile?.timeZone, profile?.zoneEntries, profile?.fallbackZone],
    zoneMonths: [...(await data.zoneMonths.all(user))],
  };
  return JSON.parse(JSON.stringify(state).replaceAll(user, 'a person')) as unknown;
}

const COMPACTED: ReadonlySet<string> = new Set(
  Object.values(TOPICS).flatMap(({ name, cleanup }) => (cleanup === 'compact' ? [name] : [])),
);

/** What compaction leaves of a person on the product topics: topic and entity → content. */
export function compactedTopics(messages: readonly OutgoingMessage[], user: UserKey): Record<string, unknown> {
  const latest = new Map<string, unknown>();
  for (const { topic, userKey, key, value } of messages) {
    if (userKey !== user || !COMPACTED.has(topic)) continue;
    const entity = `${topic}|${String(key).slice(user.length)}`;
    if (value === null) {
      latest.delete(entity);
      continue;
    }
    const { data, ...event } = JSON.parse(String(value)) as { data: object | null };
    latest.set(entity, { ...without(event, OF_THE_EVENT), data: data && without(data, OF_THE_WAY) });
  }
  return Object.fromEntries([...latest].sort(([a], [b]) => (a < b ? -1 : 1)));
}
