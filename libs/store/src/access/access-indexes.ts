import type { Connection } from 'mongoose';
import { apiKeyModel } from './api-key.model.js';

/** Creates what is missing; the collections that are only read by `_id` need none. */
export async function ensureAccessIndexes(connection: Connection): Promise<void> {
  await apiKeyModel(connection).createIndexes();
}
