import type { JsonWebKey } from 'node:crypto';
import { Schema, type Connection, type Model } from 'mongoose';

export interface SigningKeyDocument {
  /** Key id, the `kid` of the tokens it signed. */
  readonly _id: string;
  /** Ed25519. */
  readonly publicKey: JsonWebKey;
  readonly privateKey: JsonWebKey;
  readonly createdAt: Date;
  /** When the last token signed with it has expired; null while it signs. */
  readonly expiresAt: Date | null;
}

const schema = new Schema<SigningKeyDocument>(
  {
    _id: { type: String, required: true },
    publicKey: { type: Schema.Types.Mixed, required: true },
    privateKey: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, default: null },
  },
  { collection: 'signing_keys', versionKey: false, strict: 'throw' },
);

// The database removes what has expired.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const signingKeyModel = (connection: Connection): Model<SigningKeyDocument> =>
  connection.model<SigningKeyDocument>('SigningKey', schema);
