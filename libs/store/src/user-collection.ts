import { setImmediate } from 'node:timers/promises';
import type { UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from './connection.js';
import { serialized } from './document-size.js';

type Keyed<T> = T & { readonly _id: string };

/** How a document lies in the database where that is not as it is used. */
export interface DocumentForm<T> {
  pack(document: T): object;
  open(stored: object): T;
}

const asItIs = <T extends object>(): DocumentForm<T> => ({
  pack: (document) => document,
  open: (stored) => stored as T,
});

/** Keys of one command: with the longest ids (512 characters of three bytes) below the 16 MiB of a document. */
const KEYS_AT_ONCE = 10_000;
/** Operations of one command: while the database does one, the next is put into bytes. */
const OPERATIONS_AT_ONCE = 2_500;

/** The largest key suffix of a range over everything of one person: `}` sorts right after the separator `|`. */
export const everythingOf = (user: UserKey): { $gte: string; $lt: string } => ({ $gte: `${user}|`, $lt: `${user}}` });

/**
 * Documents of persons under `_id` = `user|key`, so that the primary key alone serves reads by key and by key range and
 * nothing can be read without naming the person.
 */
export class UserCollection<T extends object> {
  readonly native: Collection<Keyed<T>>;

  constructor(
    store: Store,
    readonly name: string,
    private readonly form: DocumentForm<T> = asItIs(),
  ) {
    this.native = store.collection<Keyed<T>>(name);
  }

  id(user: UserKey, key: string): string {
    return `${user}|${key}`;
  }

  async get(user: UserKey, key: string): Promise<T | null> {
    return (await this.byKeys(user, [key])).get(key) ?? null;
  }

  /** Documents by key; a key without one is absent. */
  async byKeys(user: UserKey, keys: Iterable<string>): Promise<Map<string, T>> {
    const ids = Array.from(keys, (key) => this.id(user, key));
    const found: object[] = [];
    for (let at = 0; at < ids.length; at += KEYS_AT_ONCE) {
      const $in = ids.slice(at, at + KEYS_AT_ONCE);
      found.push(...(await this.native.find({ _id: { $in } } as never).toArray()));
    }
    return this.#byKey(user, found);
  }

  /** Documents with `from <= key < to`, ascending. */
  async inKeyRange(user: UserKey, from: string, to: string, limit = 0): Promise<Map<string, T>> {
    const range = { _id: { $gte: this.id(user, from), $lt: this.id(user, to) } };
    return this.#byKey(
      user,
      await this.native
        .find(range as never)
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    );
  }

  async all(user: UserKey): Promise<Map<string, T>> {
    return this.#byKey(
      user,
      await this.native
        .find({ _id: everythingOf(user) } as never)
        .sort({ _id: 1 })
        .toArray(),
    );
  }

  /** Key and document of everything of a person, ascending, as they are read. */
  async *each(user: UserKey): AsyncGenerator<readonly [key: string, document: T]> {
    for await (const document of this.native.find({ _id: everythingOf(user) } as never).sort({ _id: 1 }))
      yield* this.#byKey(user, [document]);
  }

  /**
   * Replaces documents; null removes. Those that are known not to be there are inserted, which is three times as fast
   * (82,000 instead of 24,000 a second): a flood of deletes is as many new tombstones.
   * @throws MongoBulkWriteError when a document of `isNew` is there after all (`isTakenKey`)
   * @throws DocumentTooLargeError
   */
  async write(
    user: UserKey,
    documents: ReadonlyMap<string, T | null>,
    session?: ClientSession,
    isNew: (key: string) => boolean = () => false,
  ): Promise<void> {
    const entries = [...documents];
    const [first, ...others] = Array.from({ length: Math.ceil(entries.length / OPERATIONS_AT_ONCE) }, (_, part) =>
      entries.slice(part * OPERATIONS_AT_ONCE, (part + 1) * OPERATIONS_AT_ONCE),
    );
    if (!first) return;
    const options = { ...(session && { session }) };
    let bulk = this.#bulk(user, first, isNew);
    for (const part of others) {
      // Both cores have work: what is under way has left before the next part is put into bytes.
      const next = setImmediate().then(() => this.#bulk(user, part, isNew));
      [, bulk] = await Promise.all([bulk.execute(options), next]);
    }
    await bulk.execute(options);
  }

  #bulk(user: UserKey, entries: readonly (readonly [string, T | null])[], isNew: (key: string) => boolean) {
    const bulk = this.native.initializeUnorderedBulkOp();
    serialized(this.name, () => {
      for (const [key, document] of entries) {
        const _id = this.id(user, key);
        if (document === null) bulk.raw({ deleteOne: { filter: { _id } as never } });
        else if (isNew(key)) bulk.insert({ _id, ...this.form.pack(document) } as never);
        else {
          const replacement = { ...this.form.pack(document) } as never;
          bulk.raw({ replaceOne: { filter: { _id } as never, replacement, upsert: true } });
        }
      }
    });
    return bulk;
  }

  #byKey(user: UserKey, found: readonly object[]): Map<string, T> {
    return new Map(
      (found as Keyed<object>[]).map(({ _id, ...rest }) => [_id.slice(user.length + 1), this.form.open(rest)] as const),
    );
  }
}
