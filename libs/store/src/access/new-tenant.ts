import type { Scope } from '@tributary/contracts';
import type { Connection } from 'mongoose';
import { createKey, type IssuedApiKey } from './api-key.repository.js';
import { tenantModel } from './tenant.model.js';
import { isDuplicateKey, type TenantFacts } from './tenant.repository.js';

/**
 * Makes a tenant and its first key, or neither: without a key nobody could use the id, and it would be taken.
 * @returns null when the id is taken.
 */
export async function createTenant(
  connection: Connection,
  { id, name }: TenantFacts,
  scopes: readonly Scope[],
  nowMs: number,
): Promise<IssuedApiKey | null> {
  const request = { tenant: id, name: 'first key', scopes, expiresMs: null };
  try {
    return await connection.getClient().withSession((session) =>
      session.withTransaction(async () => {
        await tenantModel(connection).create([{ _id: id, name, createdAt: new Date(nowMs) }], { session });
        return createKey(connection, request, nowMs, session);
      }),
    );
  } catch (error) {
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}
