import { RAW_BATCH_HEADERS, TOPICS, toInstant, userKey, type RawBatchFacts } from '@tributary/contracts';
import { RequestFailure, type RequestBody } from '@tributary/http';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import { TransientError } from '@tributary/pipeline';

const TOPIC_BY_MODE = { live: TOPICS.rawBatches.name, backfill: TOPICS.rawBatchesBackfill.name } as const;
const SCHEMA_VERSION = '1';
const RETRY_AFTER_SECONDS = 5;

export type BatchMode = keyof typeof TOPIC_BY_MODE;

/** A batch on its way to Kafka. */
export interface OutgoingBatch {
  readonly facts: RawBatchFacts;
  readonly mode: BatchMode;
  readonly body: Pick<RequestBody, 'received' | 'encoding'>;
  /** W3C trace context. */
  readonly traceparent: string;
}

/** The message of a batch: its bytes as they came, still compressed, and what the gateway established as headers. */
export function toMessage({ facts, mode, body, traceparent }: OutgoingBatch): OutgoingMessage {
  const key = userKey(facts.tenant, facts.userId);
  return {
    topic: TOPIC_BY_MODE[mode],
    userKey: key,
    key,
    value: body.received,
    headers: {
      [RAW_BATCH_HEADERS.tenant]: facts.tenant,
      [RAW_BATCH_HEADERS.userId]: facts.userId,
      [RAW_BATCH_HEADERS.batchId]: facts.batchId,
      [RAW_BATCH_HEADERS.platform]: facts.platform,
      [RAW_BATCH_HEADERS.contentHash]: facts.contentHash,
      [RAW_BATCH_HEADERS.receivedAt]: toInstant(facts.receivedMs),
      [RAW_BATCH_HEADERS.origin]: facts.origin,
      [RAW_BATCH_HEADERS.schemaVersion]: SCHEMA_VERSION,
      [RAW_BATCH_HEADERS.encoding]: body.encoding,
      [RAW_BATCH_HEADERS.contentType]: 'application/json',
      [RAW_BATCH_HEADERS.traceparent]: traceparent,
    },
  };
}

/** Hop 2. */
export class RawBatchPublisher {
  constructor(private readonly output: Output) {}

  /**
   * Resolves when the batch is durable in Kafka (acks=all).
   * @throws RequestFailure `not_durable_now` when that is not known in time; it may be durable nevertheless.
   */
  async publish(batch: OutgoingBatch): Promise<void> {
    try {
      await this.output.publish([toMessage(batch)]);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      throw new RequestFailure('not_durable_now', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
    }
  }
}
