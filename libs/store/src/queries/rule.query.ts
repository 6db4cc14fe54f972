import type { UserKey } from '@tributary/contracts';
import type { Collection, Store } from '../connection.js';
import type { StoredRules } from '../users/user-documents.js';

const NO_RULES: StoredRules = { rules: [], version: 0, history: [] };

/** The priority rules of a tenant and of a person in it. */
export interface RulesInPlaces {
  readonly user: StoredRules;
  readonly tenant: StoredRules;
}

/** Collection `source_priorities`: `_id` is the tenant, or the key of a person. */
export class RuleQuery {
  readonly #rules: Collection<StoredRules & { _id: string }>;

  constructor(store: Store) {
    this.#rules = store.collection('source_priorities');
  }

  async ofTenant(tenant: string): Promise<StoredRules> {
    return (await this.#rules.findOne({ _id: tenant })) ?? NO_RULES;
  }

  async ofUser(tenant: string, user: UserKey): Promise<RulesInPlaces> {
    const found = await this.#rules.find({ _id: { $in: [tenant, user] } } as never).toArray();
    const at = (id: string): StoredRules => found.find(({ _id }) => _id === id) ?? NO_RULES;
    return { user: at(user), tenant: at(tenant) };
  }
}
