import type { DailySummaryView, SleepView, SourceId, UserKey, WorkoutView } from '@tributary/contracts';
import type { Store } from './connection.js';
import type { StoredChange } from './derived/change.js';
import type { Entity } from './derived/entity.js';
import type { ImportMark } from './export/import-mark.js';
import type { Receipt } from './receipt.js';
import type { ClientRecord } from './records/client-record.js';
import type { KeptSnapshot } from './records/kept-snapshot.js';
import type { Recording } from './records/recording.js';
import { PACKED_ENTRY } from './records/packed-entry.js';
import type { RegistryEntry } from './records/registry-entry.js';
import { SeriesChunkRepository } from './series/series-chunk.repository.js';
import { UserCollection } from './user-collection.js';
import { LedgerRepository } from './users/ledger.js';
import type { StoredSource, SyncState } from './users/user-documents.js';
import type { ZoneMonth } from './users/zone-evidence.js';

/** Everything that is kept about persons, by collection. The one list that writes, reads, export and erasure share. */
export interface UserData {
  readonly ledgers: LedgerRepository;
  readonly chunks: SeriesChunkRepository;
  readonly registry: UserCollection<RegistryEntry>;
  readonly recordings: UserCollection<Recording>;
  readonly clientRecords: UserCollection<ClientRecord>;
  readonly snapshots: UserCollection<KeptSnapshot>;
  readonly dailySummaries: UserCollection<Entity<DailySummaryView>>;
  readonly sleepEpisodes: UserCollection<Entity<SleepView>>;
  readonly workouts: UserCollection<Entity<WorkoutView>>;
  readonly changes: UserCollection<StoredChange>;
  readonly sources: UserCollection<StoredSource>;
  readonly syncStates: UserCollection<SyncState>;
  readonly zoneMonths: UserCollection<ZoneMonth>;
  readonly receipts: UserCollection<Receipt>;
  readonly imports: UserCollection<ImportMark>;
}

export const userData = (store: Store): UserData => ({
  ledgers: new LedgerRepository(store),
  chunks: new SeriesChunkRepository(store),
  registry: new UserCollection(store, 'records', PACKED_ENTRY),
  recordings: new UserCollection(store, 'recordings'),
  clientRecords: new UserCollection(store, 'client_records'),
  snapshots: new UserCollection(store, 'snapshots'),
  dailySummaries: new UserCollection(store, 'daily_summaries'),
  sleepEpisodes: new UserCollection(store, 'sleep_episodes'),
  workouts: new UserCollection(store, 'workouts'),
  changes: new UserCollection(store, 'changes'),
  sources: new UserCollection(store, 'sources'),
  syncStates: new UserCollection(store, 'sync_states'),
  zoneMonths: new UserCollection(store, 'zone_months'),
  receipts: new UserCollection(store, 'receipts'),
  imports: new UserCollection(store, 'imports'),
});

/** Recordings of a kind that overlap `[fromMs, toMs)`, ascending by start; none is longer than `longestMs`. */
export async function recordingsBetween(
  data: UserData,
  user: UserKey,
  kind: Recording['kind'],
  fromMs: number,
  toMs: number,
  longestMs: number,
): Promise<Map<string, Recording>> {
  const filter = { u: user, kind, startMs: { $gte: fromMs - longestMs, $lt: toMs }, endMs: { $gte: fromMs } };
  const found = await data.recordings.native
    .find(filter as never)
    .sort({ startMs: 1 })
    .toArray();
  return new Map(found.map((document) => [document._id.slice(user.length + 1), document as Recording]));
}

/** When the recordings of a kind start that do so in `[fromMs, toMs)`, epoch milliseconds. */
export async function recordingStarts(
  data: UserData,
  user: UserKey,
  kind: Recording['kind'],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<number[]> {
  const filter = { u: user, kind, startMs: { $gte: fromMs, $lt: toMs } };
  const found = await data.recordings.native.find(filter as never, { projection: { startMs: 1 } }).toArray();
  return found.map(({ startMs }) => startMs);
}

/** Derived entities of a person that overlap `[fromMs, toMs)`, stubs included, ascending by start. */
export async function entitiesBetween<View>(
  collection: UserCollection<Entity<View>>,
  user: UserKey,
  fromMs: number,
  toMs: number,
): Promise<Map<string, Entity<View>>> {
  const filter = { u: user, startMs: { $lt: toMs }, endMs: { $gte: fromMs } };
  const found = await collection.native
    .find(filter as never)
    .sort({ startMs: 1 })
    .toArray();
  return new Map(found.map((document) => [document._id.slice(user.length + 1), document as unknown as Entity<View>]));
}

export const sourcesOf = async (data: UserData, user: UserKey): Promise<Map<SourceId, StoredSource>> =>
  (await data.sources.all(user)) as Map<SourceId, StoredSource>;
