import { userKey, type PlacedRules, type PriorityChange } from '@tributary/contracts';
import type { Collection, Store } from '../connection.js';
import type { StoredRules } from './user-documents.js';

/** Collection `source_priorities`: the rules of a tenant (`_id` = tenant) and of a person (`_id` = user key). */
export class RuleRepository {
  readonly #rules: Collection<StoredRules & { _id: string }>;

  constructor(store: Store) {
    this.#rules = store.collection('source_priorities');
  }

  /** The rules that hold for a person, by place; the built-in one comes after them. */
  async placedFor(tenant: string, userId: string): Promise<PlacedRules> {
    const user = userKey(tenant, userId);
    const found = await this.#rules.find({ _id: { $in: [tenant, user] } }).toArray();
    const at = (place: string) => found.find(({ _id }) => _id === place)?.rules ?? [];
    return { user: at(user), tenant: at(tenant) };
  }

  /**
   * Replaces the rules of a place; an older change than the stored one changes nothing, and the same one again neither.
   * @returns the rules that stood before this version, or null when a newer version is stored.
   */
  async replace({ tenant, userId, version, rules }: PriorityChange): Promise<StoredRules['rules'] | null> {
    const _id = userId === null ? tenant : userKey(tenant, userId);
    const before = await this.#rules.findOne({ _id });
    if (before && before.version > version) return null;
    if (before?.version === version) return before.history[0]?.rules ?? [];
    const history = before ? [{ version: before.version, rules: before.rules }, ...before.history] : [];
    await this.#rules.replaceOne({ _id }, { rules, version, history }, { upsert: true });
    return before?.rules ?? [];
  }

  /** Removes the rules of a place, named by its key: a tenant, or a person's user key. */
  async remove(place: string): Promise<void> {
    await this.#rules.deleteOne({ _id: place });
  }
}
