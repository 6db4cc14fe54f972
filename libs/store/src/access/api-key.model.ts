import type { Scope } from '@tributary/contracts';
import { Schema, type Connection, type Model } from 'mongoose';

export interface ApiKeyDocument {
  /** Key id: names the key in lists and logs, proves nothing. */
  readonly _id: string;
  readonly tenant: string;
  readonly name: string;
  /** SHA-256 of the secret, hex. The secret itself is never stored. */
  readonly hash: string;
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const schema = new Schema<ApiKeyDocument>(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    name: { type: String, required: true },
    hash: { type: String, required: true },
    prefix: { type: String, required: true },
    scopes: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, default: null },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'api_keys', versionKey: false, strict: 'throw' },
);

// api-key.repository.ts findKeyByHash: { hash } on every request whose key is not in the cache.
schema.index({ hash: 1 }, { unique: true });
// api-key.repository.ts listKeys: { tenant, revokedAt: null } sorted by createdAt.
schema.index({ tenant: 1, revokedAt: 1, createdAt: 1 });

export const apiKeyModel = (connection: Connection): Model<ApiKeyDocument> =>
  connection.model<ApiKeyDocument>('ApiKey', schema);
