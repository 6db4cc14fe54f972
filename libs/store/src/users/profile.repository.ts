import type { UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from '../connection.js';
import type { UserProfile } from './user-documents.js';
import type { ToldZone } from './zone-evidence.js';

/** What batches taught about a person's zones: changes to the profile. */
export interface LearnedZones {
  readonly tenant: string;
  readonly userId: string;
  /** In force from their instants on. */
  readonly added: readonly ToldZone[];
  /** Entries that other ones have put right. */
  readonly removed: readonly ToldZone[];
  /** Zone of the last entry; null: as it was. */
  readonly timeZone: string | null;
  /** Absent: as they were. */
  readonly fallback?: ToldZone;
  readonly latestToldMs?: number;
}

/** The `users` collection as the deduplicator and the query API use it: profiles by user key. */
export class ProfileRepository {
  readonly #users: Collection<UserProfile & { _id: string }>;

  constructor(store: Store) {
    this.#users = store.collection('users');
  }

  async get(user: UserKey): Promise<UserProfile | null> {
    return this.#users.findOne({ _id: user });
  }

  /** User ids of a tenant, ascending. */
  async idsOf(tenant: string): Promise<string[]> {
    const range = { _id: { $gte: `${tenant}/`, $lt: `${tenant}0` } };
    const found = await this.#users
      .find(range, { projection: { userId: 1 } })
      .sort({ _id: 1 })
      .toArray();
    return found.map(({ userId }) => userId);
  }

  /** The person exists after the call: a rebuild begins without the gateway's entries. */
  async ensure(user: UserKey, tenant: string, userId: string, nowMs: number, session: ClientSession): Promise<void> {
    const made = {
      tenant,
      userId,
      timeZone: null,
      dayStartsAt: '00:00',
      zoneEntries: [],
      attributes: {},
      createdAt: new Date(nowMs),
    };
    await this.#users.updateOne({ _id: user }, { $setOnInsert: made }, { upsert: true, session });
  }

  /** Changes what was learned and leaves everything else of the profile alone; makes the person when there is none yet. */
  async learn(user: UserKey, learned: LearnedZones, nowMs: number, session: ClientSession): Promise<void> {
    const { tenant, userId, added, removed, timeZone, fallback, latestToldMs } = learned;
    const made = { tenant, userId, dayStartsAt: '00:00', attributes: {}, createdAt: new Date(nowMs) };
    if (removed.length > 0)
      await this.#users.updateOne(
        { _id: user },
        { $pull: { zoneEntries: { $or: removed.map(({ fromMs, zone }) => ({ fromMs, zone })) } } } as never,
        { session },
      );
    const update = {
      $setOnInsert: { ...made, ...(added.length === 0 && { zoneEntries: [] }), ...(timeZone === null && { timeZone }) },
      $set: {
        ...(fallback && { fallbackZone: fallback.zone, fallbackMs: fallback.fromMs }),
        ...(latestToldMs !== undefined && { latestToldMs }),
        ...(timeZone !== null && { timeZone }),
      },
      ...(added.length > 0 && { $push: { zoneEntries: { $each: [...added], $sort: { fromMs: 1, zone: 1 } } } }),
    };
    await this.#users.updateOne({ _id: user }, update as never, { upsert: true, session });
  }
}
