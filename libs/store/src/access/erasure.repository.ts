import { randomUUID } from 'node:crypto';
import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { forgetTokensOf } from './device-token.repository.js';
import { erasureRequestModel, type ErasureRequestDocument } from './erasure.model.js';
import { userModel } from './user.model.js';

export interface Erasure {
  readonly erasureId: string;
  readonly tenant: string;
  readonly userId: string;
  /** Epoch milliseconds, here and below; null while it has not happened. */
  readonly requestedMs: number;
  readonly publishedMs: number | null;
  readonly deletedMs: number | null;
  readonly completedMs: number | null;
}

const NOTHING_YET = {
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

const toErasure = ({ _id, ...facts }: ErasureRequestDocument): Erasure => ({ erasureId: _id, ...facts });

/**
 * Notes that a person is to be erased: from here on reads find nobody, and the tokens of the person are worth nothing. Asked again while it lasts, what came between is
 * erased too.
 * @returns null for a person nobody knows.
 */
export async function requestErasure(
  connection: Connection,
  tenant: string,
  userId: string,
  nowMs: number,
): Promise<Erasure | null> {
  const request = newErasureRequest(randomUUID(), tenant, userId, nowMs);
  const { matchedCount } = await userModel(connection).updateOne(
    { _id: userKey(tenant, userId) },
    { $set: { erasure: { id: request._id, requestedMs: nowMs } } },
  );
  if (matchedCount === 0) return null;
  await erasureRequestModel(connection).create(request);
  await forgetTokensOf(connection, tenant, userId, nowMs);
  return toErasure(request);
}

/** An erasure of the tenant; null if it has none of that id. */
export async function findErasure(connection: Connection, tenant: string, erasureId: string): Promise<Erasure | null> {
  const found = await erasureRequestModel(connection)
    .findOne({ _id: erasureId, tenant })
    .lean<ErasureRequestDocument>();
  return found && toErasure(found);
}
