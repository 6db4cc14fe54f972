import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { storeOn } from '../connection.js';
import { UserCollection } from '../user-collection.js';
import type { SyncState } from '../users/user-documents.js';
import { isOfErasedLife, type User } from './user.repository.js';

/** Receipt of the last batch that told something of the type, epoch milliseconds. */
const lastToldMs = ({ lastReceivedMs, anchorMs, unavailableMs }: SyncState): number =>
  Math.max(lastReceivedMs, anchorMs ?? 0, unavailableMs ?? 0);

/**
 * What is known of a person's uploads, by platform and record type, ascending. Not what a life told that is being
 * erased: it is stored until the deduplicator has come to the erasure.
 */
export async function listSyncStates(connection: Connection, user: User): Promise<SyncState[]> {
  const states = new UserCollection<SyncState>(storeOn(connection), 'sync_states');
  const stored = [...(await states.all(userKey(user.tenant, user.userId))).values()];
  return stored.filter((state) => !isOfErasedLife(user, lastToldMs(state)));
}
