import { generateKeyPairSync, randomUUID, type JsonWebKey } from 'node:crypto';
import type { Connection } from 'mongoose';
import { signingKeyModel, type SigningKeyDocument } from './signing-key.model.js';

/** The key that signs device tokens now. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: JsonWebKey;
}

/** Longer than a token lives and a service remembers the key it signs with. */
const OVERLAP_MS = 65 * 60_000;

function newKey(nowMs: number): SigningKeyDocument {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    _id: randomUUID(),
    publicKey: publicKey.export({ format: 'jwk' }),
    privateKey: privateKey.export({ format: 'jwk' }),
    createdAt: new Date(nowMs),
    expiresAt: null,
  };
}

async function addKey(connection: Connection, nowMs: number): Promise<SigningKeyDocument> {
  const key = newKey(nowMs);
  await signingKeyModel(connection).create(key);
  return key;
}

/** The newest key; the first call of an installation makes it. */
export async function currentSigningKey(connection: Connection, nowMs: number): Promise<SigningKey> {
  const newest = await signingKeyModel(connection)
    .findOne({ expiresAt: null })
    .sort({ createdAt: -1 })
    .lean<SigningKeyDocument>();
  const { _id, privateKey } = newest ?? (await addKey(connection, nowMs));
  return { kid: _id, privateKey };
}

/** Public half of a key; null for one that is unknown or whose tokens have all expired. */
export async function findVerificationKey(
  connection: Connection,
  kid: string,
  nowMs: number,
): Promise<JsonWebKey | null> {
  const key = await signingKeyModel(connection)
    .findById(kid, { publicKey: 1, expiresAt: 1 })
    .lean<Pick<SigningKeyDocument, 'publicKey' | 'expiresAt'>>();
  return key && (key.expiresAt === null || key.expiresAt.getTime() > nowMs) ? key.publicKey : null;
}

/** New tokens are signed with a new key; tokens of the old ones stay valid until they expire. @returns the new key id. */
export async function rotateSigningKey(connection: Connection, nowMs: number): Promise<string> {
  const { _id } = await addKey(connection, nowMs);
  await signingKeyModel(connection).updateMany(
    { _id: { $ne: _id }, expiresAt: null },
    { $set: { expiresAt: new Date(nowMs + OVERLAP_MS) } },
  );
  return _id;
}
