import { Schema, type Connection, type Model } from 'mongoose';

export interface TenantDocument {
  /** Tenant id. */
  readonly _id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Batches a minute that each gateway takes; 0 is no limit, absent: what the installation says. */
  readonly quotaPerMinute?: number;
}

const schema = new Schema<TenantDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    createdAt: { type: Date, required: true },
    quotaPerMinute: { type: Number, min: 0 },
  },
  { collection: 'tenants', versionKey: false, strict: 'throw' },
);

export const tenantModel = (connection: Connection): Model<TenantDocument> =>
  connection.model<TenantDocument>('Tenant', schema);
