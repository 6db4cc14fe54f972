import type { Logger } from '@tributary/observability';
import { ApiKeyCredentials, type KeyLookup } from './api-key-credentials.js';
import type { Credential, CredentialSource } from './credential.js';
import { DeviceTokenCredentials, type DeviceTokenLookup } from './device-token-credentials.js';

export interface BearerCredentialsOptions {
  readonly lookups: KeyLookup & DeviceTokenLookup;
  readonly logger: Logger;
  readonly now?: () => number;
}

/** JWS compact serialization: three parts of base64url. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Every kind of bearer token that the services take: device tokens and API keys. */
export class BearerCredentials implements CredentialSource {
  readonly #apiKeys: ApiKeyCredentials;
  readonly #deviceTokens: DeviceTokenCredentials;

  constructor({ lookups, logger, now = Date.now }: BearerCredentialsOptions) {
    this.#apiKeys = new ApiKeyCredentials({ keys: lookups, logger, now });
    this.#deviceTokens = new DeviceTokenCredentials({ lookups, now });
  }

  authenticate(token: string): Promise<Credential | null> {
    return (JWT.test(token) ? this.#deviceTokens : this.#apiKeys).authenticate(token);
  }

  forget(id: string): void {
    this.#apiKeys.forget(id);
    this.#deviceTokens.forget(id);
  }

  forgetPerson(tenant: string, userId: string): void {
    this.#deviceTokens.forgetPerson(tenant, userId);
  }
}
