import { randomUUID } from 'node:crypto';
import { userKey, type UserKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { forgetTokensOf } from './device-token.repository.js';
import { erasureRequestModel, type ErasureRequestDocument } from './erasure.model.js';
import { findKnownUser } from './known-user.js';
import { isReceivedSince } from './receipt-claims.js';
import { isDuplicateKey } from './tenant.repository.js';
import { userModel, type UserDocument } from './user.model.js';

export interface Erasure {
  readonly erasureId: string;
  readonly tenant: string;
  readonly userId: string;
  /** Epoch milliseconds, here and below; null while it has not happened. */
  readonly requestedMs: number;
  /** When both raw lanes had it. */
  readonly sentMs: number | null;
  readonly publishedMs: number | null;
  readonly deletedMs: number | null;
  readonly completedMs: number | null;
}

const NOTHING_YET = {
  sentMs: null,
  sequence: null,
  publishedSequence: null,
  erasedBeforeMs: null,
  publishedMs: null,
  deletedMs: null,
  completedMs: null,
};

export const newErasureRequest = (
  _id: string,
  tenant: string,
  userId: string,
  requestedMs: number,
): ErasureRequestDocument => ({ _id, tenant, userId, requestedMs, ...NOTHING_YET });

const toErasure = ({ _id, ...facts }: ErasureRequestDocument): Erasure => ({
  erasureId: _id,
  ...facts,
  sentMs: facts.sentMs ?? null,
});

type Note = NonNullable<UserDocument['erasure']>;

/** Whether a new life of the id has begun since: what is of it, an erasure that was asked for before leaves. */
const isInUseSince = async (connection: Connection, { _id, createdAt }: UserDocument, sinceMs: number) =>
  createdAt.getTime() > sinceMs || (await isReceivedSince(connection, _id as UserKey, sinceMs));

/** The erasure that the person's entry names from here on; null without an entry. */
async function noteErasure(connection: Connection, user: UserKey, nowMs: number): Promise<Note | null> {
  const entry = await userModel(connection).findById(user).lean<UserDocument>();
  if (!entry) return null;
  const known = entry.erasure;
  if (known && !(await isInUseSince(connection, entry, known.requestedMs))) return known;
  const erasure = { id: randomUUID(), requestedMs: nowMs };
  const { matchedCount } = await userModel(connection).updateOne(
    { _id: user, 'erasure.id': known?.id ?? null },
    { $set: { erasure } },
  );
  // Another call noted its own in between: that one is looked at anew.
  return matchedCount === 1 ? erasure : noteErasure(connection, user, nowMs);
}

/** The request is there after the call, also where one who noted it before went away. */
async function openRequest(connection: Connection, tenant: string, userId: string, note: Note): Promise<Erasure> {
  const requests = erasureRequestModel(connection);
  const { _id, ...request } = newErasureRequest(note.id, tenant, userId, note.requestedMs);
  try {
    await requests.updateOne({ _id }, { $setOnInsert: request }, { upsert: true });
  } catch (error) {
    // Two upserts of one id at once: the other one made it (SERVER-14322).
    if (!isDuplicateKey(error)) throw error;
  }
  return toErasure((await requests.findById(_id).lean<ErasureRequestDocument>()) ?? { _id, ...request });
}

/** The entry of the person goes shortly before the end is noted. */
async function findUnfinished(connection: Connection, tenant: string, userId: string): Promise<Erasure | null> {
  const found = await erasureRequestModel(connection)
    .findOne({ tenant, userId, completedMs: null })
    .sort({ requestedMs: -1 })
    .lean<ErasureRequestDocument>();
  return found && toErasure(found);
}

/**
 * Notes that a person is to be erased: from here on reads find nobody, and the tokens of the person are worth nothing.
 * Asked again while it lasts, and at once, it is the same erasure, unless the id was used anew in between.
 * @returns null for a person nobody knows.
 */
export async function requestErasure(
  connection: Connection,
  tenant: string,
  userId: string,
  nowMs: number,
): Promise<Erasure | null> {
  await findKnownUser(connection, tenant, userId, nowMs);
  const note = await noteErasure(connection, userKey(tenant, userId), nowMs);
  if (!note) return findUnfinished(connection, tenant, userId);
  const erasure = await openRequest(connection, tenant, userId, note);
  await forgetTokensOf(connection, tenant, userId, erasure.requestedMs);
  return erasure;
}

/** Both raw lanes have it: it need not be sent when it is asked for again. */
export async function noteErasureSent(connection: Connection, erasureId: string, nowMs: number): Promise<void> {
  await erasureRequestModel(connection).updateOne({ _id: erasureId }, { $set: { sentMs: nowMs } });
}

/** An erasure of the tenant; null if it has none of that id. */
export async function findErasure(connection: Connection, tenant: string, erasureId: string): Promise<Erasure | null> {
  const found = await erasureRequestModel(connection)
    .findOne({ _id: erasureId, tenant })
    .lean<ErasureRequestDocument>();
  return found && toErasure(found);
}
