import { toInstant, type ApiKeyView, type IssuedApiKeyView } from '@tributary/contracts';
import type { ApiKey, IssuedApiKey } from '@tributary/store';

const toInstantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : toInstant(epochMs));

/** A key with its secret, answered once. */
export const toIssuedApiKeyView = (key: IssuedApiKey): IssuedApiKeyView => ({
  keyId: key.keyId,
  key: key.secret,
  prefix: key.prefix,
  scopes: [...key.scopes],
  expiresAt: toInstantOrNull(key.expiresMs),
});

export const toApiKeyView = (key: ApiKey): ApiKeyView => ({
  keyId: key.keyId,
  name: key.name,
  prefix: key.prefix,
  scopes: [...key.scopes],
  createdAt: toInstant(key.createdMs),
  expiresAt: toInstantOrNull(key.expiresMs),
  lastUsedAt: toInstantOrNull(key.lastUsedMs),
});
