import { userKey } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { storeOn } from '../connection.js';
import { UserCollection } from '../user-collection.js';
import type { SyncState } from '../users/user-documents.js';

/** What is known of a person's uploads, by platform and record type, ascending. */
export async function listSyncStates(connection: Connection, tenant: string, userId: string): Promise<SyncState[]> {
  const states = new UserCollection<SyncState>(storeOn(connection), 'sync_states');
  return [...(await states.all(userKey(tenant, userId))).values()];
}
