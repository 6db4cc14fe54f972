import type { Connection } from 'mongoose';
import { apiKeyModel } from './api-key.model.js';
import { erasureRequestModel } from './erasure.model.js';
import { refreshTokenModel, tokenFamilyModel } from './device-token.model.js';
import { signingKeyModel } from './signing-key.model.js';

/** Creates what is missing; the collections that are only read by `_id` need none. */
export async function ensureAccessIndexes(connection: Connection): Promise<void> {
  for (const modelOn of [apiKeyModel, tokenFamilyModel, refreshTokenModel, signingKeyModel, erasureRequestModel])
    await modelOn(connection).createIndexes();
}
