import { ERASURE_HEADERS, ERASURE_KIND, RAW_BATCH_HEADERS, toInstant, TOPICS, userKey } from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import type { Erasure } from '@tributary/store';

type Request = Pick<Erasure, 'erasureId' | 'tenant' | 'userId' | 'requestedMs'>;

/** Both lanes are told: each holds data of before and of after. */
const LANES = [
  { origin: 'live', topic: TOPICS.rawBatches.name },
  { origin: 'backfill', topic: TOPICS.rawBatchesBackfill.name },
] as const;

function toMessage({ erasureId, tenant, userId, requestedMs }: Request, lane: (typeof LANES)[number]): OutgoingMessage {
  const key = userKey(tenant, userId);
  return {
    topic: lane.topic,
    userKey: key,
    key,
    value: null,
    headers: {
      [ERASURE_HEADERS.kind]: ERASURE_KIND,
      [ERASURE_HEADERS.erasureId]: erasureId,
      [ERASURE_HEADERS.requestedAt]: toInstant(requestedMs),
      [RAW_BATCH_HEADERS.tenant]: tenant,
      [RAW_BATCH_HEADERS.userId]: userId,
      [RAW_BATCH_HEADERS.origin]: lane.origin,
      [RAW_BATCH_HEADERS.schemaVersion]: '1',
    },
  };
}

/** An erasure on its way to Kafka, in order with the batches of the person. */
export class ErasurePublisher {
  constructor(private readonly output: Output) {}

  /**
   * Resolves when the erasure is durable in Kafka (acks=all). The lane that erases comes first: the other one waits for
   * it.
   * @throws TransientError when that is not known in time.
   */
  async publish(request: Request): Promise<void> {
    for (const lane of LANES) await this.output.publish([toMessage(request, lane)]);
  }
}
