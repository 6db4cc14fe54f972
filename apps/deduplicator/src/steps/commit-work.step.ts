import {
  isTakenKey,
  LedgerConflictError,
  restoreProfile,
  restoreRules,
  type ClientSession,
  type PersonErasures,
  type ProfileRepository,
  type Store,
  type UserData,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import type { NumberedEvents } from './number-events.step.js';

export interface PersonWriter {
  readonly store: Store;
  readonly data: UserData;
  readonly profiles: ProfileRepository;
  readonly erasures: PersonErasures;
}

/**
 * Writes everything that a flush changed about one person in one transaction, events included: either all of it is
 * true, or nothing is. The registry goes first, and the events are numbered while the database takes it in: both cores
 * have work.
 * @throws LedgerConflictError when another writer was faster; the flush is then loaded and done again.
 */
export async function commitWork(
  work: PersonWork,
  number: () => Promise<NumberedEvents>,
  { store, data, profiles, erasures }: PersonWriter,
): Promise<NumberedEvents> {
  if (!work.isChanged) return number();
  let numbering: Promise<NumberedEvents> | undefined;
  return store.connection.getClient().withSession((session) =>
    session.withTransaction(
      async () => {
        numbering ??= number();
        const [numbered] = await Promise.all([numbering, writeRegistry(work, data, session)]);
        await writeData(work, numbered, data, session);
        await writePerson(work, { store, profiles, erasures }, session);
        return numbered;
      },
      { writeConcern: { w: 'majority' }, readConcern: { level: 'snapshot' } },
    ),
  );
}

/** An entry that was not there when the flush was loaded, and is now: its writer moved the ledger too. */
const writeRegistry = ({ user, registry }: PersonWork, data: UserData, session: ClientSession): Promise<void> =>
  data.registry.write(user, registry.changes, session, registry.isNew).catch((error: unknown) => {
    throw isTakenKey(error) ? new LedgerConflictError() : error;
  });

async function writeData(
  work: PersonWork,
  { changes, sequence }: NumberedEvents,
  data: UserData,
  session: ClientSession,
): Promise<void> {
  const { user, tenant, userId } = work;
  const next = { tenant, userId, sequence, erasedMs: work.erasure.erasedMs };
  await data.ledgers.advance(user, work.ledger, next, session);
  await data.chunks.write(
    [...work.changedChunks].flatMap((id) => work.chunks.get(id) ?? []),
    session,
  );
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
}

/** What is kept of the person beside the data. */
async function writePerson(
  work: PersonWork,
  { store, profiles, erasures }: Omit<PersonWriter, 'data'>,
  session: ClientSession,
): Promise<void> {
  const { user, tenant, userId, nowMs } = work;
  // Not the time of processing: after a rebuild a person is as old as before.
  const bornMs = Math.min(nowMs, ...work.runs.map(({ batch }) => batch.receivedMs));
  if (work.ledger === null) await checkNotErased(work, erasures, session);
  await writeRestored(work, store, session);
  if (work.ledger === null) await profiles.ensure(user, tenant, userId, bornMs, session);
  for (const learned of work.learnedZones) await profiles.learn(user, learned, bornMs, session);
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
