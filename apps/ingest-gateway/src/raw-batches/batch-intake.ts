import { userKey, type Platform } from '@tributary/contracts';
import { RequestFailure, type RequestBody } from '@tributary/http';
import type { ClaimResult } from '@tributary/store';
import type { BatchRegister } from './batch-register.js';
import type { BatchMode, RawBatchPublisher } from './raw-batch.publisher.js';
import { RecentKeys } from './recent-keys.js';

/** A batch whose envelope is good. */
export interface ReceivedBatch {
  readonly tenant: string;
  readonly userId: string;
  readonly batchId: string;
  readonly contentHash: string;
  readonly platform: Platform;
  readonly mode: BatchMode;
  /** Lengths of the lists. */
  readonly records: number;
  readonly deletions: number;
  /** Epoch milliseconds. */
  readonly receivedMs: number;
  readonly body: Pick<RequestBody, 'received' | 'encoding'>;
  readonly traceparent: string;
}

const ACKNOWLEDGED = 50_000;

/**
 * Claim the id, then publish. A repeated batch is published again unless it is known to be in Kafka: downstream
 * recognises it, and a claim without a publish (a crash in between, a 503) would lose it.
 */
export class BatchIntake {
  readonly #acknowledged = new RecentKeys(ACKNOWLEDGED);

  constructor(
    private readonly register: BatchRegister,
    private readonly publisher: RawBatchPublisher,
  ) {}

  /**
   * Resolves when the batch is durable.
   * @returns whether the same batch was accepted before.
   * @throws RequestFailure `batch_id_reused`, `not_durable_now`
   */
  async take(batch: ReceivedBatch): Promise<{ readonly repeated: boolean }> {
    const { tenant, userId, batchId, contentHash, receivedMs, records, deletions } = batch;
    const claim = await this.register.claim({ tenant, userId, batchId, contentHash, receivedMs, records, deletions });
    if (claim?.kind === 'reused') throw new RequestFailure('batch_id_reused');
    if (!this.#isDurable(batch, claim)) {
      const firstMs = claim?.kind === 'same' ? claim.receivedMs : receivedMs;
      await Promise.all([this.#publish(batch, firstMs), this.register.noteUser(tenant, userId, receivedMs)]);
    }
    return { repeated: claim?.kind === 'same' };
  }

  #isDurable(batch: ReceivedBatch, claim: ClaimResult | null): boolean {
    if (claim?.kind !== 'same') return false;
    // Any status beyond accepted was written by the deduplicator, which had the batch from Kafka.
    return claim.status !== 'accepted' || this.#acknowledged.has(acknowledgedKey(batch));
  }

  async #publish(batch: ReceivedBatch, receivedMs: number): Promise<void> {
    const { tenant, userId, batchId, platform, contentHash, mode, body, traceparent } = batch;
    const facts = { tenant, userId, batchId, platform, contentHash, receivedMs, origin: mode };
    await this.publisher.publish({ facts, mode, body, traceparent });
    this.#acknowledged.add(acknowledgedKey(batch));
  }
}

const acknowledgedKey = ({ tenant, userId, batchId, contentHash }: ReceivedBatch): string =>
  `${userKey(tenant, userId)}|${batchId}|${contentHash}`;
