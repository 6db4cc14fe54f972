import { hash } from 'node:crypto';
import type { Logger } from '@tributary/observability';
import type { ApiKey } from '@tributary/store';
import type { Credential, CredentialSource } from './credential.js';
import { RequestFailure } from './request-failure.js';

/** Where keys are kept. Any rejection counts as "cannot be told now". */
export interface KeyLookup {
  findKeyByHash(hash: string): Promise<ApiKey | null>;
  touchKey(keyId: string, usedMs: number): Promise<void>;
}

export interface ApiKeyCredentialsOptions {
  readonly keys: KeyLookup;
  readonly logger: Logger;
  readonly now?: () => number;
  /** A key seen longer ago is looked up again: a revoked key stops within this time, milliseconds. */
  readonly freshMs?: number;
  /** While the database is away a key seen within this time still works, milliseconds. */
  readonly awayMs?: number;
}

interface Known {
  readonly key: ApiKey;
  readonly seenMs: number;
}

const MAX_KNOWN = 10_000;
const TOUCH_EVERY_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;

/** API keys from a store, with a short memory so that a request seldom asks it and works without it for a while. */
export class ApiKeyCredentials implements CredentialSource {
  /** By SHA-256 of the secret; secrets are not kept. */
  readonly #known = new Map<string, Known>();
  readonly #pending = new Map<string, Promise<ApiKey | null>>();
  readonly #touchedMs = new Map<string, number>();
  readonly #options: Required<ApiKeyCredentialsOptions>;

  constructor(options: ApiKeyCredentialsOptions) {
    this.#options = { now: Date.now, freshMs: 4_000, awayMs: 15 * 60_000, ...options };
  }

  async authenticate(token: string): Promise<Credential | null> {
    const key = await this.#find(hash('sha256', token, 'hex'));
    if (!key || key.revokedMs !== null) return null;
    if (key.expiresMs !== null && key.expiresMs <= this.#options.now()) return null;
    return { kind: 'api_key', id: key.keyId, tenant: key.tenant, scopes: key.scopes, userId: null };
  }

  async #find(secretHash: string): Promise<ApiKey | null> {
    const known = this.#known.get(secretHash);
    if (known && this.#options.now() - known.seenMs < this.#options.freshMs) return known.key;
    try {
      return await this.#lookUpOnce(secretHash);
    } catch (error) {
      if (known && this.#options.now() - known.seenMs < this.#options.awayMs) return known.key;
      throw new RequestFailure('not_durable_now', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
    }
  }

  /** Requests that need the same key at the same time share one look-up. */
  #lookUpOnce(secretHash: string): Promise<ApiKey | null> {
    const running = this.#pending.get(secretHash);
    if (running) return running;
    const lookup = this.#lookUp(secretHash).finally(() => this.#pending.delete(secretHash));
    this.#pending.set(secretHash, lookup);
    return lookup;
  }

  async #lookUp(secretHash: string): Promise<ApiKey | null> {
    const key = await this.#options.keys.findKeyByHash(secretHash);
    this.#known.delete(secretHash);
    if (!key) return null;
    this.#known.set(secretHash, { key, seenMs: this.#options.now() });
    this.#forgetOldest();
    this.#noteUse(key);
    return key;
  }

  #forgetOldest(): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
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
