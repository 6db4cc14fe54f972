import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { storeOn } from '../connection.js';
import { findErasureStub, lastErasedMs } from './erasure-stub.js';
import { isReceivedSince } from './receipt-claims.js';
import { ensureUser, findUser, type User } from './user.repository.js';

/**
 * The entry of a person; made here where a batch came and there is none. Each gateway makes it with the first batch it
 * sees and remembers that, so after an erasure, which removes the entry, none of them would make it again.
 * @returns null for a person nobody knows.
 */
export async function findKnownUser(
  connection: Connection,
  tenant: string,
  userId: string,
  nowMs: number,
): Promise<User | null> {
  const found = await findUser(connection, tenant, userId);
  if (found) return found;
  const user = userKey(tenant, userId);
  const sinceMs = lastErasedMs(await findErasureStub(storeOn(connection), user));
  if (!(await isReceivedSince(connection, user, sinceMs))) return null;
  await ensureUser(connection, tenant, userId, nowMs);
  return findUser(connection, tenant, userId);
}
