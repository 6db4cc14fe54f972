import type { Scope } from '@tributary/contracts';
import { Schema, type Connection, type Model } from 'mongoose';

/** All tokens that descend from one `POST …/device-tokens`. */
export interface TokenFamilyDocument {
  /** Family id, in every token of the family. */
  readonly _id: string;
  readonly tenant: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** When its last refresh token expires. */
  readonly expiresAt: Date;
}

export interface RefreshTokenDocument {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly _id: string;
  readonly family: string;
  /** Set on use: a second use is a reuse. */
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

const familySchema = new Schema<TokenFamilyDocument>(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    userId: { type: String, required: true },
    scopes: { type: [String], required: true },
    createdAt: { type: Date, required: true },
    revokedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'token_families', versionKey: false, strict: 'throw' },
);
// device-token.repository.ts forgetTokensOf: { tenant, userId }.
familySchema.index({ tenant: 1, userId: 1 });
// The database removes what has expired.
familySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const refreshTokenSchema = new Schema<RefreshTokenDocument>(
  {
    _id: { type: String, required: true },
    family: { type: String, required: true },
    usedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'refresh_tokens', versionKey: false, strict: 'throw' },
);
// device-token.repository.ts forgetTokensOf: { family }.
refreshTokenSchema.index({ family: 1 });
// The database removes what has expired.
refreshTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const tokenFamilyModel = (connection: Connection): Model<TokenFamilyDocument> =>
  connection.model<TokenFamilyDocument>('TokenFamily', familySchema);

export const refreshTokenModel = (connection: Connection): Model<RefreshTokenDocument> =>
  connection.model<RefreshTokenDocument>('RefreshToken', refreshTokenSchema);
