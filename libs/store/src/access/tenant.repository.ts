import { mongo, type Connection } from 'mongoose';
import { tenantModel } from './tenant.model.js';

export interface TenantFacts {
  readonly id: string;
  readonly name: string;
}

const DUPLICATE_KEY = 11_000;

/** Whether a write failed because its key is taken. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;

/** The tenant exists after the call; an existing one is left as it is. */
export async function ensureTenant(connection: Connection, { id, name }: TenantFacts, nowMs: number): Promise<void> {
  await tenantModel(connection).updateOne(
    { _id: id },
    { $setOnInsert: { name, createdAt: new Date(nowMs) } },
    { upsert: true },
  );
}

export async function listTenants(connection: Connection): Promise<readonly TenantFacts[]> {
  const documents = await tenantModel(connection).find().sort({ _id: 1 }).lean<{ _id: string; name: string }[]>();
  return documents.map(({ _id, name }) => ({ id: _id, name }));
}

/** Batches a minute of a tenant; null where it has no quota of its own. */
export async function findTenantQuota(connection: Connection, id: string): Promise<number | null> {
  const tenant = await tenantModel(connection).findById(id, { quotaPerMinute: 1 }).lean<{ quotaPerMinute?: number }>();
  return tenant?.quotaPerMinute ?? null;
}

/**
 * Sets the quota of a tenant, batches a minute; null goes back to that of the installation.
 * @returns false when there is no such tenant.
 */
export async function setTenantQuota(connection: Connection, id: string, perMinute: number | null): Promise<boolean> {
  const change = perMinute === null ? { $unset: { quotaPerMinute: 1 } } : { $set: { quotaPerMinute: perMinute } };
  const { matchedCount } = await tenantModel(connection).updateOne({ _id: id }, change);
  return matchedCount === 1;
}
