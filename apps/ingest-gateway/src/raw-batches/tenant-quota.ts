import { RequestFailure } from '@tributary/http';
import type { Logger } from '@tributary/observability';
import { TokenBucket } from './token-bucket.js';

export interface TenantQuotaOptions {
  /** Batches a minute of a tenant; null where it has no quota of its own. */
  readonly findQuota: (tenant: string) => Promise<number | null>;
  /** For tenants without a quota of their own; 0 is none. */
  readonly defaultPerMinute: number;
  readonly logger: Logger;
  readonly now?: () => number;
}

interface KnownTenant {
  /** null: unlimited. */
  bucket: TokenBucket | null;
  readMs: number;
}

const FRESH_MS = 10_000;
const MS_PER_SECOND = 1_000;

/** How many batches each tenant may send, counted by this process. No request waits for the database. */
export class TenantQuota {
  readonly #tenants = new Map<string, KnownTenant>();
  readonly #options: Required<TenantQuotaOptions>;

  constructor(options: TenantQuotaOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** @throws RequestFailure `quota_exceeded` with the time to come back. */
  take(tenant: string): void {
    const nowMs = this.#options.now();
    const known = this.#know(tenant, nowMs);
    const waitMs = known.bucket?.take(nowMs) ?? 0;
    if (waitMs > 0)
      throw new RequestFailure('quota_exceeded', { retryAfterSeconds: Math.ceil(waitMs / MS_PER_SECOND) });
  }

  #know(tenant: string, nowMs: number): KnownTenant {
    const known = this.#tenants.get(tenant);
    if (known && nowMs - known.readMs < FRESH_MS) return known;
    const current = known ?? { bucket: this.#bucketFor(null, nowMs), readMs: nowMs };
    // Also after a failure: it is asked again after the same time.
    current.readMs = nowMs;
    this.#tenants.set(tenant, current);
    void this.#refresh(tenant, current);
    return current;
  }

  async #refresh(tenant: string, known: KnownTenant): Promise<void> {
    try {
      const quota = await this.#options.findQuota(tenant);
      const bucket = this.#bucketFor(quota, this.#options.now());
      if (bucket?.perMinute !== known.bucket?.perMinute) known.bucket = bucket;
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'The quota of a tenant could not be read');
    }
  }

  #bucketFor(quota: number | null, nowMs: number): TokenBucket | null {
    const perMinute = quota ?? this.#options.defaultPerMinute;
    return perMinute === 0 ? null : new TokenBucket(perMinute, nowMs);
  }
}
