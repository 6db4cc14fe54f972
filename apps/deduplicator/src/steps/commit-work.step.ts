import {
  LedgerConflictError,
  restoreProfile,
  restoreRules,
  type ClientSession,
  type PersonErasures,
  type ProfileRepository,
  type Store,
  type StoredChange,
  type UserData,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

export interface PersonWriter {
  readonly store: Store;
  readonly data: UserData;
  readonly profiles: ProfileRepository;
  readonly erasures: PersonErasures;
}

/**
 * Writes everything that a flush changed about one person in one transaction, events included: either all of it is
 * true, or nothing is.
 * @throws LedgerConflictError when another writer was faster; the flush is then loaded and done again.
 */
export async function commitWork(
  work: PersonWork,
  changes: ReadonlyMap<string, StoredChange>,
  sequence: number,
  { store, data, profiles, erasures }: PersonWriter,
): Promise<void> {
  const { user } = work;
  if (!work.isChanged) return;
  // Not the time of processing: after a rebuild a person is as old as before.
  const bornMs = Math.min(work.nowMs, ...work.runs.map(({ batch }) => batch.receivedMs));
  await store.connection.getClient().withSession(async (session) =>
    session.withTransaction(
      async () => {
        const next = { tenant: work.tenant, userId: work.userId, sequence, erasedMs: work.erasure.erasedMs };
        await data.ledgers.advance(user, work.ledger, next, session);
        await data.chunks.write(
          [...work.changedChunks].flatMap((id) => work.chunks.get(id) ?? []),
          session,
        );
        await data.registry.write(user, work.registry.changes, session, work.registry.isNew);
        await data.recordings.write(user, work.recordings.changes, session);
        await data.clientRecords.write(user, work.clientRecords.changes, session);
        await data.dailySummaries.write(user, work.dailySummaries.changes, session);
        await data.sleepEpisodes.write(user, work.sleepEpisodes.changes, session);
        await data.workouts.write(user, work.workouts.changes, session);
        await data.sources.write(user, work.sources.changes, session);
        await data.syncStates.write(user, work.syncStates.changes, session);
        await data.snapshots.write(user, work.snapshots.changes, session);
        await data.zoneMonths.write(user, work.zoneMonths.changes, session);
        await data.receipts.write(user, work.receipts.changes, session);
        await data.imports.write(user, work.imports.changes, session);
        await data.changes.write(user, changes, session);
        if (work.ledger === null) await checkNotErased(work, erasures, session);
        await writeRestored(work, store, session);
        if (work.ledger === null) {
          await profiles.ensure(user, work.tenant, work.userId, bornMs, session);
        }
        for (const learned of work.learnedZones) await profiles.learn(user, learned, bornMs, session);
      },
      { writeConcern: { w: 'majority' }, readConcern: { level: 'snapshot' } },
    ),
  );
}

async function writeRestored({ user, tenant, userId, restored }: PersonWork, store: Store, session: ClientSession) {
  const { profile, rules } = restored;
  if (profile) await restoreProfile(store, user, { tenant, userId }, profile, session);
  if (rules) await restoreRules(store, user, rules, session);
}

/** Without a ledger there is no revision that would tell that the person was erased since it was read. */
async function checkNotErased(work: PersonWork, erasures: PersonErasures, session: ClientSession): Promise<void> {
  const { erasedMs } = await erasures.stubOf(work.user, session);
  if (erasedMs !== work.erasure.erasedMs) throw new LedgerConflictError();
}
