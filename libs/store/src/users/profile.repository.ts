import type { UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from '../connection.js';
import type { UserProfile } from './user-documents.js';

/** What a batch taught about a person's zones. */
export interface LearnedZones {
  readonly tenant: string;
  readonly userId: string;
  /** In force from its instant on. */
  readonly entry: { readonly fromMs: number; readonly zone: string } | null;
  readonly fallbackZone: string;
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

  /** Adds what was learned and leaves everything else of the profile alone; makes the person when there is none yet. */
  async learn(user: UserKey, learned: LearnedZones, nowMs: number, session: ClientSession): Promise<void> {
    const { tenant, userId, entry, fallbackZone } = learned;
    const made = { tenant, userId, dayStartsAt: '00:00', attributes: {}, createdAt: new Date(nowMs) };
    const update = {
      $setOnInsert: { ...made, ...(entry === null && { zoneEntries: [], timeZone: null }) },
      $set: { fallbackZone, ...(entry && { timeZone: entry.zone }) },
      ...(entry && { $push: { zoneEntries: { $each: [entry], $sort: { fromMs: 1 } } } }),
    };
    await this.#users.updateOne({ _id: user }, update as never, { upsert: true, session });
  }
}
