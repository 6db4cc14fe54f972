import { userKey, type PlacedRules } from '@tributary/contracts';
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
}
