import { userKey } from '@tributary/contracts';
import type { Logger } from '@tributary/observability';
import {
  ensureUser,
  StoreAwayError,
  type AccessStore,
  type BatchClaim,
  type ClaimResult,
  type ReceiptClaims,
} from '@tributary/store';
import { RecentKeys } from './recent-keys.js';

const KNOWN_USERS = 100_000;

/**
 * Batch ids and users in the database, which ingest can do without: while it is away nothing is registered, and the
 * deduplicator recognises repeats later, record by record.
 */
export class BatchRegister {
  readonly #users = new RecentKeys(KNOWN_USERS);

  constructor(
    private readonly store: AccessStore,
    private readonly claims: ReceiptClaims,
    private readonly logger: Logger,
  ) {}

  /** null while the database is away. */
  claim(batch: BatchClaim): Promise<ClaimResult | null> {
    return this.#unlessAway(() => this.claims.claim(batch));
  }

  /** The user comes into being with the first batch. */
  async noteUser(tenant: string, userId: string, nowMs: number): Promise<void> {
    const key = userKey(tenant, userId);
    if (this.#users.has(key)) return;
    const isCreated = await this.#unlessAway((connection) => ensureUser(connection, tenant, userId, nowMs));
    if (isCreated !== null) this.#users.add(key);
  }

  async #unlessAway<T>(work: Parameters<typeof this.store.run<T>>[0]): Promise<T | null> {
    try {
      return await this.store.run(work);
    } catch (error) {
      // Whatever it is, it is no reason to refuse a batch that Kafka can take.
      if (!(error instanceof StoreAwayError)) this.logger.error({ err: error }, 'A batch could not be registered');
      return null;
    }
  }
}
