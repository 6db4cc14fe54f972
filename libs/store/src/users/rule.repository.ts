import { userKey, type PlacedRules, type PriorityChange, type UserKey } from '@tributary/contracts';
import type { Collection, Store } from '../connection.js';
import type { StoredRules } from './user-documents.js';

const NO_RULES: StoredRules = { rules: [], version: 0, history: [] };

/** The rules of a tenant and of a person in it. */
export interface RulesInPlaces {
  readonly user: StoredRules;
  readonly tenant: StoredRules;
}

/** Collection `source_priorities`: the rules of a tenant (`_id` = tenant) and of a person (`_id` = user key). */
export class RuleRepository {
  readonly #rules: Collection<StoredRules & { _id: string }>;

  constructor(store: Store) {
    this.#rules = store.collection('source_priorities');
  }

  async ofTenant(tenant: string): Promise<StoredRules> {
    return (await this.#rules.findOne({ _id: tenant })) ?? NO_RULES;
  }

  async ofUser(tenant: string, user: UserKey): Promise<RulesInPlaces> {
    const found = await this.#rules.find({ _id: { $in: [tenant, user] } }).toArray();
    const at = (place: string): StoredRules => found.find(({ _id }) => _id === place) ?? NO_RULES;
    return { user: at(user), tenant: at(tenant) };
  }

  /** The rules that hold for a person, by place; the built-in one comes after them. */
  async placedFor(tenant: string, userId: string): Promise<PlacedRules> {
    const { user, tenant: ofTenant } = await this.ofUser(tenant, userKey(tenant, userId));
    return { user: user.rules, tenant: ofTenant.rules };
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
