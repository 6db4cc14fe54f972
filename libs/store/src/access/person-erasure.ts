import { userKey, type ErasureFacts, type EventKind, type UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from '../connection.js';
import { everythingOf, UserCollection } from '../user-collection.js';
import { userData } from '../user-data.js';
import { LedgerConflictError, type Ledger } from '../users/ledger.js';
import { forgetTokensOf } from './device-token.repository.js';
import { ERASURE_STUBS, findErasureStub, type ErasureStub } from './erasure-stub.js';
import type { ErasureRequestDocument } from './erasure.model.js';
import { newErasureRequest } from './erasure.repository.js';

/** A key of a compacted topic: the kind of its events, and the entity. */
export interface ProductKey {
  readonly kind: Exclude<EventKind, 'samples'>;
  readonly entityId: string;
}

const SERIES_CHUNKS = 'series_chunks';
const LEDGERS = 'ledgers';

/** Erases persons: the deduplicator's part, in steps that can each be done again. */
export class PersonErasures {
  readonly #stubs: Collection<ErasureStub & { _id: string }>;
  readonly #requests: Collection<ErasureRequestDocument>;

  constructor(private readonly store: Store) {
    this.#stubs = store.collection(ERASURE_STUBS);
    this.#requests = store.collection('erasure_requests');
  }

  stubOf(user: UserKey, session?: ClientSession): Promise<ErasureStub> {
    return findErasureStub(this.store, user, session);
  }

  /** The request as far as it has come; a rebuild begins without the gateway's entry. */
  async open({ erasureId, tenant, userId, requestedMs }: ErasureFacts): Promise<ErasureRequestDocument> {
    const { _id, ...request } = newErasureRequest(erasureId, tenant, userId, requestedMs);
    await this.#requests.updateOne({ _id }, { $setOnInsert: request } as never, { upsert: true });
    return (await this.#requests.findOne({ _id })) ?? { _id, ...request };
  }

  /** Another lane met the erasure before the live one did it. */
  async leavePending({ tenant, userId, requestedMs }: ErasureFacts): Promise<void> {
    const _id = userKey(tenant, userId);
    await this.#stubs.updateOne({ _id }, { $max: { pendingMs: requestedMs } } as never, { upsert: true });
  }

  /**
   * From here on no flush of older data can commit: the stub is there, and the ledger is moved before it goes, so that
   * a flush which read it, or read none, conflicts. Remembers the last sequence.
   * @throws LedgerConflictError when the ledger was moved since it was read.
   */
  async fence(facts: ErasureFacts, read: Ledger | null): Promise<void> {
    const user = userKey(facts.tenant, facts.userId);
    const ledgers = this.store.collection<Ledger & { _id: string }>(LEDGERS);
    const _id = `${user}|`;
    await this.#inTransaction(async (session) => {
      const { erasedMs } = await this.stubOf(user, session);
      const moved = read
        ? await ledgers.updateOne({ _id, revision: read.revision }, { $inc: { revision: 1 } } as never, { session })
        : await ledgers.updateOne({ _id }, { $setOnInsert: { revision: 1 } } as never, { session, upsert: true });
      if (moved.modifiedCount + moved.upsertedCount !== 1) throw new LedgerConflictError();
      await ledgers.deleteOne({ _id }, { session });
      const stub = { erasedMs: facts.requestedMs, pendingMs: facts.requestedMs };
      await this.#stubs.updateOne({ _id: user }, { $max: stub } as never, { session, upsert: true });
      await this.#requests.updateOne(
        { _id: facts.erasureId, sequence: null },
        {
          $set: {
            sequence: read?.sequence ?? 0,
            publishedSequence: read?.publishedSequence ?? 0,
            erasedBeforeMs: erasedMs,
          },
        },
        { session },
      );
    });
  }

  /** Every key that the person may have on the compacted topics. */
  async *productKeys(user: UserKey): AsyncGenerator<ProductKey> {
    const data = userData(this.store);
    const places = [
      { kind: 'daily_summary', collection: data.dailySummaries, filter: {} },
      { kind: 'sleep', collection: data.sleepEpisodes, filter: {} },
      { kind: 'workout', collection: data.workouts, filter: {} },
      { kind: 'event', collection: data.recordings, filter: { kind: 'event' } },
    ] as const;
    for (const { kind, collection, filter } of places) {
      const found = this.store
        .collection<{ _id: string }>(collection.name)
        .find({ _id: everythingOf(user), ...filter }, { projection: { _id: 1 } });
      for await (const { _id } of found) yield { kind, entityId: _id.slice(user.length + 1) };
    }
  }

  async notePublished({ erasureId }: ErasureFacts, nowMs: number): Promise<void> {
    await this.#requests.updateOne({ _id: erasureId }, { $set: { publishedMs: nowMs } });
  }

  /**
   * Deletes every document of the person; what the gateway wrote for a new life of the id since stays. A receipt that
   * has been worked on goes with what it tells of.
   */
  async deleteAll(facts: ErasureFacts, nowMs: number): Promise<void> {
    const { tenant, userId, requestedMs, erasureId } = facts;
    const user = userKey(tenant, userId);
    const { receipts, ...others } = userData(this.store);
    const names = Object.values(others).flatMap((part) => (part instanceof UserCollection ? [part.name] : []));
    for (const name of [...names, SERIES_CHUNKS, LEDGERS])
      await this.store.collection<{ _id: string }>(name).deleteMany({ _id: everythingOf(user) });
    const ofThisLife = [{ receivedMs: { $lte: requestedMs } }, { status: { $ne: 'accepted' } }];
    await receipts.native.deleteMany({ _id: everythingOf(user), $or: ofThisLife } as never);
    await this.store
      .collection<{ _id: string; version: number }>('source_priorities')
      .deleteMany({ _id: user, version: { $lte: requestedMs } });
    await forgetTokensOf(this.store.connection, tenant, userId, requestedMs);
    await this.#deleteProfile(user, requestedMs);
    await this.#requests.updateOne({ _id: erasureId }, { $set: { deletedMs: nowMs } });
  }

  /** Ends this erasure and those that were asked for before it: there is nothing left for them. */
  async complete({ tenant, userId, requestedMs }: ErasureFacts, nowMs: number): Promise<void> {
    await this.#stubs.updateOne({ _id: userKey(tenant, userId), pendingMs: { $lte: requestedMs } }, {
      $unset: { pendingMs: 1 },
    } as never);
    const upToThis = { tenant, userId, requestedMs: { $lte: requestedMs } };
    for (const step of ['publishedMs', 'deletedMs', 'completedMs'] as const)
      await this.#requests.updateMany({ ...upToThis, [step]: null }, { $set: { [step]: nowMs } } as never);
  }

  /** An entry that was begun anew stays and can be read again; one that waits for a later erasure stays for that. */
  async #deleteProfile(user: UserKey, requestedMs: number): Promise<void> {
    const users = this.store.collection<{ _id: string; createdAt: Date; erasure?: { requestedMs: number } }>('users');
    const notLater = { $or: [{ erasure: { $exists: false } }, { 'erasure.requestedMs': { $lte: requestedMs } }] };
    await users.deleteOne({ _id: user, createdAt: { $lte: new Date(requestedMs) }, ...notLater } as never);
    await users.updateOne(
      { _id: user, 'erasure.requestedMs': { $lte: requestedMs } } as never,
      {
        $unset: { erasure: 1 },
      } as never,
    );
  }

  async #inTransaction(work: (session: ClientSession) => Promise<void>): Promise<void> {
    await this.store.connection.getClient().withSession((session) =>
      session.withTransaction(() => work(session), {
        writeConcern: { w: 'majority' },
        readConcern: { level: 'snapshot' },
      }),
    );
  }
}
