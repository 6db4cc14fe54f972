import { hash } from 'node:crypto';
import type { Logger } from '@tributary/observability';
import type { ApiKey } from '@tributary/store';
import type { Credential, CredentialSource } from './credential.js';
import { Remembered } from './remembered.js';

/** Where keys are kept. Any rejection counts as "cannot be told now". */
export interface KeyLookup {
  findKeyByHash(hash: string): Promise<ApiKey | null>;
  touchKey(keyId: string, usedMs: number): Promise<void>;
}

export interface ApiKeyCredentialsOptions {
  readonly keys: KeyLookup;
  readonly logger: Logger;
  readonly now?: () => number;
}

const TOUCH_EVERY_MS = 60_000;

/** API keys from a store, remembered by the SHA-256 of their secret; secrets are not kept. */
export class ApiKeyCredentials implements Omit<CredentialSource, 'forgetPerson'> {
  readonly #known: Remembered<ApiKey>;
  readonly #touchedMs = new Map<string, number>();
  readonly #options: Required<ApiKeyCredentialsOptions>;

  constructor(options: ApiKeyCredentialsOptions) {
    this.#options = { now: Date.now, ...options };
    this.#known = new Remembered({ lookUp: (secretHash) => this.#lookUp(secretHash), now: this.#options.now });
  }

  async authenticate(token: string): Promise<Credential | null> {
    const key = await this.#known.find(hash('sha256', token, 'hex'));
    if (!key || key.revokedMs !== null) return null;
    if (key.expiresMs !== null && key.expiresMs <= this.#options.now()) return null;
    return { kind: 'api_key', id: key.keyId, tenant: key.tenant, scopes: key.scopes, userId: null };
  }

  forget(id: string): void {
    this.#known.forget(({ keyId }) => keyId === id);
  }

  async #lookUp(secretHash: string): Promise<ApiKey | null> {
    const key = await this.#options.keys.findKeyByHash(secretHash);
    if (key) this.#noteUse(key);
    return key;
  }

  /** The list of keys shows the last use to the minute; nobody waits for it. */
  #noteUse({ keyId }: ApiKey): void {
    const nowMs = this.#options.now();
    if (nowMs - (this.#touchedMs.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
    this.#touchedMs.set(keyId, nowMs);
    this.#options.keys.touchKey(keyId, nowMs).catch((error: unknown) => {
      this.#options.logger.warn({ err: error }, 'The last use of a key could not be noted');
    });
  }
}
