import type { ExportLine, UserKey } from '@tributary/contracts';
import type { ClientSession, Store } from '../connection.js';
import type { StoredRules, UserProfile } from '../users/user-documents.js';

type Profile = UserProfile & { readonly _id: string };

type ZoneEntries = NonNullable<UserProfile['zoneEntries']>;

/** What is known stays; the zones of other instants are added. */
export const joinZoneEntries = (known: ZoneEntries, added: ZoneEntries): ZoneEntries =>
  [...known, ...added.filter(({ fromMs }) => !known.some((entry) => entry.fromMs === fromMs))].sort(
    (a, b) => a.fromMs - b.fromMs,
  );

/**
 * The person is as the line says; of one who is known already the settings stay, and only the zones of the past are
 * joined in.
 */
export async function restoreProfile(
  store: Store,
  user: UserKey,
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
  { data }: ExportLine<'user'>,
  session: ClientSession,
): Promise<void> {
  const users = store.collection<Profile>('users');
  const { zoneEntries, fallbackZone, createdAt, ...settings } = data;
  const known = await users.findOne({ _id: user }, { session });
  if (known === null) {
    const profile = { tenant, userId, ...settings, zoneEntries, ...(fallbackZone !== null && { fallbackZone }) };
    const born = new Date(createdAt ?? Date.now());
    await users.insertOne({ _id: user, ...profile, createdAt: born } as never, { session });
    return;
  }
  const joined = joinZoneEntries(known.zoneEntries ?? [], zoneEntries);
  await users.updateOne(
    { _id: user },
    { $set: { zoneEntries: joined, fallbackZone: known.fallbackZone ?? fallbackZone } } as never,
    { session },
  );
}

/** The rules of the person are as the line says, unless the person has some already. */
export async function restoreRules(
  store: Store,
  user: UserKey,
  { data }: ExportLine<'priorities'>,
  session: ClientSession,
): Promise<void> {
  await store
    .collection<StoredRules & { readonly _id: string }>('source_priorities')
    .updateOne({ _id: user }, { $setOnInsert: data } as never, { upsert: true, session });
}
