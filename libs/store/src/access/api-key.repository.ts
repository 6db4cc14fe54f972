import { randomUUID } from 'node:crypto';
import { SCOPES, type Scope } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import type { ClientSession } from '../connection.js';
import { apiKeyModel, type ApiKeyDocument } from './api-key.model.js';
import { hashSecret, newSecret, prefixOf } from './api-key.secret.js';
import { ensureTenant } from './tenant.repository.js';

export interface ApiKey {
  readonly keyId: string;
  readonly tenant: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly lastUsedMs: number | null;
  readonly revokedMs: number | null;
}

/** A key together with its secret, which exists only here and in the answer. */
export interface IssuedApiKey extends ApiKey {
  readonly secret: string;
}

export interface KeyRequest {
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresMs: number | null;
}

const toMs = (date: Date | null): number | null => (date === null ? null : date.getTime());

const toApiKey = (document: ApiKeyDocument): ApiKey => ({
  keyId: document._id,
  tenant: document.tenant,
  name: document.name,
  prefix: document.prefix,
  scopes: document.scopes,
  createdMs: document.createdAt.getTime(),
  expiresMs: toMs(document.expiresAt),
  lastUsedMs: toMs(document.lastUsedAt),
  revokedMs: toMs(document.revokedAt),
});

const toDocument = (request: KeyRequest, secret: string, nowMs: number): ApiKeyDocument => ({
  _id: randomUUID(),
  tenant: request.tenant,
  name: request.name,
  hash: hashSecret(secret),
  prefix: prefixOf(secret),
  scopes: [...new Set(request.scopes)],
  createdAt: new Date(nowMs),
  expiresAt: request.expiresMs === null ? null : new Date(request.expiresMs),
  lastUsedAt: null,
  revokedAt: null,
});

/** Makes a key; the secret is returned this once. The tenant must exist. */
export async function createKey(
  connection: Connection,
  request: KeyRequest,
  nowMs: number,
  session?: ClientSession,
): Promise<IssuedApiKey> {
  const secret = newSecret();
  const document = toDocument(request, secret, nowMs);
  await apiKeyModel(connection).create([document], session && { session });
  return { ...toApiKey(document), secret };
}

/** The key with this SHA-256, also when revoked or expired; null if there is none. */
export async function findKeyByHash(connection: Connection, hash: string): Promise<ApiKey | null> {
  const document = await apiKeyModel(connection).findOne({ hash }).lean<ApiKeyDocument>();
  return document && toApiKey(document);
}

/** Keys of the tenant that are not revoked, oldest first. */
export async function listKeys(connection: Connection, tenant: string): Promise<readonly ApiKey[]> {
  const documents = await apiKeyModel(connection)
    .find({ tenant, revokedAt: null })
    .sort({ createdAt: 1 })
    .lean<ApiKeyDocument[]>();
  return documents.map(toApiKey);
}

/** @returns whether the tenant had such a key that was not revoked. */
export async function revokeKey(
  connection: Connection,
  tenant: string,
  keyId: string,
  nowMs: number,
): Promise<boolean> {
  const { modifiedCount } = await apiKeyModel(connection).updateOne(
    { _id: keyId, tenant, revokedAt: null },
    { $set: { revokedAt: new Date(nowMs) } },
  );
  return modifiedCount === 1;
}

/** Notes the last use; `$max` keeps the newest of several processes. */
export async function touchKey(connection: Connection, keyId: string, usedMs: number): Promise<void> {
  await apiKeyModel(connection).updateOne({ _id: keyId }, { $max: { lastUsedAt: new Date(usedMs) } });
}

/**
 * The key of a fresh installation: exists after the call with all scopes, however often it is called. A bootstrap key
 * that was revoked stays revoked.
 */
export async function ensureBootstrapKey(
  connection: Connection,
  tenant: string,
  secret: string,
  nowMs: number,
): Promise<void> {
  await ensureTenant(connection, { id: tenant, name: tenant }, nowMs);
  const { hash, ...rest } = toDocument({ tenant, name: 'bootstrap', scopes: SCOPES, expiresMs: null }, secret, nowMs);
  await apiKeyModel(connection).updateOne({ hash }, { $setOnInsert: rest }, { upsert: true });
}
