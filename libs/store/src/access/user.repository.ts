import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { isDuplicateKey } from './tenant.repository.js';
import { userModel, type UserDocument, type ZoneEntry } from './user.model.js';

export interface User {
  readonly tenant: string;
  readonly userId: string;
  readonly timeZone: string | null;
  readonly dayStartsAt: string;
  readonly zoneEntries: readonly ZoneEntry[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdMs: number;
  /** When zones or day start changed without an announcement in Kafka yet; null: nothing to announce. */
  readonly unannouncedMs: number | null;
  /** Instant of the erasure that has yet to complete, epoch milliseconds. */
  readonly erasedUpToMs: number | null;
}

export interface UserSettingsChange {
  readonly timeZone?: string;
  readonly dayStartsAt?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A zone that is set before any is known holds for all time: ECMA-262's earliest instant, epoch milliseconds. */
export const ALL_TIME_MS = -8_640_000_000_000_000;

const NEW_USER = { timeZone: null, dayStartsAt: '00:00', zoneEntries: [], attributes: {} };

const toUser = (document: UserDocument): User => ({
  tenant: document.tenant,
  userId: document.userId,
  timeZone: document.timeZone,
  dayStartsAt: document.dayStartsAt,
  zoneEntries: document.zoneEntries,
  attributes: document.attributes,
  createdMs: document.createdAt.getTime(),
  unannouncedMs: document.unannouncedMs ?? null,
  erasedUpToMs: document.erasure?.requestedMs ?? null,
});

/**
 * The user exists after the call; an existing one is left as it is.
 * @returns whether the call created it.
 */
export async function ensureUser(
  connection: Connection,
  tenant: string,
  userId: string,
  nowMs: number,
): Promise<boolean> {
  const insert = { ...NEW_USER, tenant, userId, createdAt: new Date(nowMs) };
  try {
    const { upsertedCount } = await userModel(connection).updateOne(
      { _id: userKey(tenant, userId) },
      { $setOnInsert: insert },
      { upsert: true },
    );
    return upsertedCount === 1;
  } catch (error) {
    // Two upserts of one id at once: the other one made it (SERVER-14322).
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export async function findUser(connection: Connection, tenant: string, userId: string): Promise<User | null> {
  const document = await userModel(connection).findById(userKey(tenant, userId)).lean<UserDocument>();
  return document && toUser(document);
}

function zoneChange(user: User, timeZone: string | undefined, nowMs: number): Partial<UserDocument> {
  if (timeZone === undefined || timeZone === user.timeZone) return {};
  const fromMs = user.zoneEntries.length === 0 ? ALL_TIME_MS : nowMs;
  return { timeZone, zoneEntries: [...user.zoneEntries, { fromMs, zone: timeZone }] };
}

/** What decides where days begin. A new person has no days yet. */
const movesDays = (before: User, set: Partial<UserDocument>): boolean =>
  set.zoneEntries !== undefined || (set.dayStartsAt ?? before.dayStartsAt) !== before.dayStartsAt;

/** Whether all that the entry says belongs to a person who is being erased. */
export const isBeingErased = ({ erasedUpToMs, createdMs }: User): boolean =>
  erasedUpToMs !== null && createdMs <= erasedUpToMs;

/** Whether what was received then goes with the erasure that has yet to complete, also where the id is in use again. */
export const isOfErasedLife = ({ erasedUpToMs }: User, receivedMs: number): boolean =>
  erasedUpToMs !== null && receivedMs <= erasedUpToMs;

/** Begins the id anew while its erasure is under way: nothing of the old entry stays but the note that it is. */
async function beginAnew(connection: Connection, old: User, nowMs: number): Promise<void> {
  const createdAt = new Date(Math.max(nowMs, (old.erasedUpToMs ?? nowMs) + 1));
  await userModel(connection).updateOne(
    { _id: userKey(old.tenant, old.userId) },
    { $set: { ...NEW_USER, createdAt }, $unset: { unannouncedMs: 1, fallbackZone: 1, fallbackMs: 1, latestToldMs: 1 } },
    { strict: false },
  );
}

/** The person for a change of settings: made when there is none yet, begun anew when it is being erased. */
async function openUser(
  connection: Connection,
  tenant: string,
  userId: string,
  nowMs: number,
): Promise<{ readonly user: User; readonly isNew: boolean }> {
  const isCreated = await ensureUser(connection, tenant, userId, nowMs);
  const found = await findUser(connection, tenant, userId);
  const isAnew = found !== null && isBeingErased(found);
  if (isAnew) await beginAnew(connection, found, nowMs);
  const user = isAnew ? await findUser(connection, tenant, userId) : found;
  if (!user) throw new Error('The user was removed while it was changed');
  return { user, isNew: isCreated || isAnew };
}

/**
 * Creates the user or changes its settings; what the change does not name stays. The first zone holds for all time, a
 * later one from now on.
 */
export async function changeUser(
  connection: Connection,
  tenant: string,
  userId: string,
  change: UserSettingsChange,
  nowMs: number,
): Promise<{ readonly user: User; readonly isNew: boolean }> {
  const { user: before, isNew } = await openUser(connection, tenant, userId, nowMs);
  const { timeZone, ...settings } = change;
  const changed = { ...settings, ...zoneChange(before, timeZone, nowMs) };
  const set = { ...changed, ...(!isNew && movesDays(before, changed) && { unannouncedMs: nowMs }) };
  if (Object.keys(set).length > 0)
    await userModel(connection).updateOne({ _id: userKey(tenant, userId) }, { $set: set });
  return { user: { ...before, ...set }, isNew };
}

/** The change up to this time is durable in Kafka; a later one stays noted. */
export async function noteProfileAnnounced(
  connection: Connection,
  tenant: string,
  userId: string,
  changedMs: number,
): Promise<void> {
  await userModel(connection).updateOne(
    { _id: userKey(tenant, userId), unannouncedMs: { $lte: changedMs } },
    { $unset: { unannouncedMs: 1 } },
  );
}
