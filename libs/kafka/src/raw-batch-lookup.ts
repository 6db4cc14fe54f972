import { RAW_BATCH_HEADERS, TOPICS, userKey, type RawBatchFacts } from '@tributary/contracts';
import type { IncomingMessage } from './message.js';
import { MessageLookup } from './message-lookup.js';
import type { KafkaAddress } from './open-kafka.js';

/** A batch as its receipt names it. */
export interface SoughtBatch extends Pick<
  RawBatchFacts,
  'tenant' | 'userId' | 'batchId' | 'contentHash' | 'receivedMs'
> {
  /** When the batch was processed to its end, so certainly in Kafka; null: it is not yet. Epoch milliseconds. */
  readonly completedMs: number | null;
}

export interface RawBatchLookupOptions extends KafkaAddress {
  /** A look-up that takes longer fails. */
  readonly waitMs: number;
  /** Where to look; default: the raw topics of both lanes. */
  readonly topics?: readonly string[];
}

/** Finds batches in the raw topics. Connects with the first look-up, and nothing but look-ups notices a broker that is away. */
export interface RawBatchLookup {
  /**
   * The message that brought the batch of this person, headers and all; null: the topics do not hold it (any more).
   * @throws TransientError when Kafka did not answer in time.
   */
  find(batch: SoughtBatch): Promise<IncomingMessage | null>;
  close(): Promise<void>;
}

const H = RAW_BATCH_HEADERS;
/** Gateways take both times from one clock, but the one that publishes a repeated batch need not be the first. */
const BEFORE_MS = 2_000;
/** No message in front of the sought one may be stamped later than this: ample, for it costs only where nothing is found. */
const AFTER_MS = 60_000;
/** Nearly every batch is in Kafka this soon after its receipt, and processed this soon after that. */
const SOON_MS = 60_000;

export function openRawBatchLookup(options: RawBatchLookupOptions): RawBatchLookup {
  const { topics = [TOPICS.rawBatches.name, TOPICS.rawBatchesBackfill.name], waitMs } = options;
  const messages = new MessageLookup(options, topics);
  return {
    find: async (batch) => {
      const untilMs = performance.now() + waitMs;
      const person = userKey(batch.tenant, batch.userId);
      for (const [fromMs, toMs] of windowsOf(batch)) {
        const sought = { userKey: person, fromMs, toMs, matches: isOf(batch) };
        const found = await messages.find(sought, untilMs);
        if (found !== null) return found;
      }
      return null;
    },
    close: () => messages.close(),
  };
}

/** A partition holds many people: only what names tenant and person is theirs. */
const isOf =
  ({ tenant, userId, batchId, contentHash }: SoughtBatch) =>
  ({ headers }: IncomingMessage): boolean =>
    headers[H.tenant] === tenant &&
    headers[H.userId] === userId &&
    headers[H.batchId] === batchId &&
    headers[H.contentHash] === contentHash;

/**
 * When the message may have been written, likeliest first: right after the receipt; right before the end (a phone that
 * tried until Kafka was back, a replayed dead letter); between the two.
 */
export function windowsOf({ receivedMs, completedMs }: SoughtBatch): (readonly [number, number])[] {
  const first = Math.max(0, receivedMs - BEFORE_MS);
  const last = Math.max(receivedMs, completedMs ?? Date.now()) + AFTER_MS;
  const [soon, late] = [receivedMs + SOON_MS + AFTER_MS, last - AFTER_MS - SOON_MS];
  if (soon >= late) return [[first, last]];
  return [
    [first, soon],
    [late, last],
    [soon, late],
  ];
}
