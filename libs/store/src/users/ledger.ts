import type { ClientSession, Store } from '../connection.js';
import { UserCollection } from '../user-collection.js';
import type { UserKey } from '@tributary/contracts';

/**
 * The one document that every change to a person's data moves: its revision fences two writers of one partition, its
 * sequence numbers the events. Collection `ledgers`.
 */
export interface Ledger {
  readonly tenant: string;
  readonly userId: string;
  /** Rises by one per flush, and over the lives of an id: what is remembered of one never fits another. */
  readonly revision: number;
  /** Sequence of the newest event; 0 while there is none. */
  readonly sequence: number;
  /** Events up to here are on the product topics. */
  readonly publishedSequence: number;
}

/** Revision of a person without a ledger: after an erasure above all that there were before, which were not one a millisecond. */
export const revisionBefore = (erasedMs: number | null): number => erasedMs ?? 0;

/** Another writer moved the ledger since it was read: load again and redo. */
export class LedgerConflictError extends Error {
  constructor() {
    super('The ledger was moved by another writer');
    this.name = 'LedgerConflictError';
  }
}

export class LedgerRepository {
  readonly #ledgers: UserCollection<Ledger>;

  constructor(store: Store) {
    this.#ledgers = new UserCollection<Ledger>(store, 'ledgers');
  }

  async get(user: UserKey): Promise<Ledger | null> {
    return this.#ledgers.get(user, '');
  }

  /**
   * `erasedMs`: when the person was erased last, epoch milliseconds.
   * @throws LedgerConflictError when the stored revision is not the one that was read.
   */
  async advance(
    user: UserKey,
    read: Ledger | null,
    { erasedMs, ...next }: Omit<Ledger, 'revision' | 'publishedSequence'> & { readonly erasedMs: number | null },
    session: ClientSession,
  ): Promise<void> {
    const { native } = this.#ledgers;
    const _id = this.#ledgers.id(user, '');
    if (read === null) {
      const inserted = await native.updateOne(
        { _id } as never,
        { $setOnInsert: { ...next, revision: revisionBefore(erasedMs) + 1, publishedSequence: 0 } },
        { upsert: true, session },
      );
      if (inserted.upsertedCount !== 1) throw new LedgerConflictError();
      return;
    }
    const moved = await native.updateOne(
      { _id, revision: read.revision } as never,
      { $set: { sequence: next.sequence }, $inc: { revision: 1 } } as never,
      { session },
    );
    if (moved.matchedCount !== 1) throw new LedgerConflictError();
  }

  /**
   * Moves the ledger where there is one, though nothing of its person changed: whoever read it before, and with it what
   * was told of the person then, loads again.
   */
  async move(user: UserKey): Promise<void> {
    await this.#ledgers.native.updateOne(
      { _id: this.#ledgers.id(user, '') } as never,
      { $inc: { revision: 1 } } as never,
    );
  }

  /**
   * Says that the events up to a sequence are on the topics. Never moves backwards, and says nothing where the ledger
   * has another revision than the one the flush left: a later flush says it again, and in a later life it is not so.
   */
  async published(user: UserKey, publishedSequence: number, revision: number): Promise<void> {
    await this.#ledgers.native.updateOne(
      { _id: this.#ledgers.id(user, ''), revision } as never,
      { $max: { publishedSequence } } as never,
    );
  }
}
