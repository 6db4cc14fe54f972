import type { UserKey } from '@tributary/contracts';
import { exportLines, ProfileRepository, rebuiltState, type PersonState, type Store } from '@tributary/store';

/** What two databases hold of the people of the first. */
export interface Comparison {
  readonly equal: readonly UserKey[];
  readonly different: readonly { readonly user: UserKey; readonly kinds: readonly string[] }[];
  /** Export lines by kind, of all people. */
  readonly counts: ReadonlyMap<string, readonly [before: number, after: number]>;
}

async function stateOf(store: Store, user: UserKey): Promise<PersonState | null> {
  const profile = await new ProfileRepository(store).get(user);
  return profile && rebuiltState(exportLines(store, user, profile));
}

async function* peopleOf(store: Store): AsyncGenerator<UserKey> {
  const users = store.collection<{ _id: string }>('users');
  for await (const { _id } of users
    .find({ erasure: { $exists: false } } as never, { projection: { _id: 1 } })
    .sort({ _id: 1 }))
    yield _id as UserKey;
}

const NOTHING: PersonState = { counts: new Map(), hash: '' };

/** Compares the exports of everybody, without what a rebuild may do in another order: see `rebuiltState`. */
export async function compare(before: Store, after: Store): Promise<Comparison> {
  const equal: UserKey[] = [];
  const different: { user: UserKey; kinds: readonly string[] }[] = [];
  const counts = new Map<string, readonly [number, number]>();
  for await (const user of peopleOf(before)) {
    const [was, is] = await Promise.all([stateOf(before, user), stateOf(after, user)]);
    const [old, rebuilt] = [was ?? NOTHING, is ?? NOTHING];
    const kinds = [...new Set([...old.counts.keys(), ...rebuilt.counts.keys()])];
    for (const kind of kinds) {
      const [a, b] = counts.get(kind) ?? [0, 0];
      counts.set(kind, [a + (old.counts.get(kind) ?? 0), b + (rebuilt.counts.get(kind) ?? 0)]);
    }
    if (old.hash === rebuilt.hash) equal.push(user);
    else different.push({ user, kinds: kinds.filter((kind) => old.counts.get(kind) !== rebuilt.counts.get(kind)) });
  }
  return { equal, different, counts };
}
