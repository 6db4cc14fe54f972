import type { Connection } from 'mongoose';
import { findKeyByHash, touchKey } from './api-key.repository.js';
import { findTokenFamily } from './device-token.repository.js';
import { findVerificationKey } from './signing-key.repository.js';

type Run = <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;

/** Everything that is asked of the database to tell whether a token is good. */
export const credentialLookups = (run: Run) => ({
  findKeyByHash: (hash: string) => run((connection) => findKeyByHash(connection, hash)),
  touchKey: (keyId: string, usedMs: number) => run((connection) => touchKey(connection, keyId, usedMs)),
  findVerificationKey: (kid: string) => run((connection) => findVerificationKey(connection, kid, Date.now())),
  findTokenFamily: (familyId: string) => run((connection) => findTokenFamily(connection, familyId)),
});
