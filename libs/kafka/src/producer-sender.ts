import type { Health, Logger } from '@tributary/observability';
import { backoffMs, DEFAULT_BACKOFF, waitFor } from '@tributary/pipeline';
import type { Kafka, Message, Producer } from 'kafkajs';
import { describeError, toPublishError } from './kafka-errors.js';
import { PublishRefusedError, type OutgoingMessage } from './message.js';
import { partitionOf } from './murmur2.js';
import type { Sender } from './single-flight-output.js';
import { topicNames, type TopicNames } from './topic-names.js';
import { within } from './within.js';

/** The broker gives up on replicas after this; kafkajs then tries again within its own retries. */
const BROKER_TIMEOUT_MS = 10_000;
/** A send that kafkajs neither finishes nor fails for this long has lost its way; the producer is thrown away. */
const SEND_BOUND_MS = 90_000;
/** A send that waits for longer than this turns the service unready. */
const SLOW_SEND_MS = 5_000;

interface KeyedMessage extends Message {
  readonly userKey: string;
}

/** Message, not topic or key, decides the partition: see `OutgoingMessage.userKey`. */
const createPartitioner = () => (args: { partitionMetadata: readonly unknown[]; message: Message }) =>
  partitionOf((args.message as KeyedMessage).userKey, args.partitionMetadata.length);

/**
 * An idempotent kafkajs producer with acks=all. After any failed send the outcome of that send is not known, so the
 * producer and its sequence numbers are thrown away and the next send gets a new one: going on with the old numbers
 * could make the broker take the next message for a copy of the failed one.
 */
export class ProducerSender implements Sender {
  private producer: Promise<Producer> | null = null;
  private sendingSinceMs: number | null = null;
  private failure: string | null = null;
  private reconnecting = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: Logger,
    private readonly names: TopicNames = topicNames(''),
  ) {}

  /** Connects ahead of the first message, and again after a failure, until it works: health must not wait for traffic. */
  async connect(): Promise<void> {
    if (this.reconnecting) return;
    this.reconnecting = true;
    for (let attempt = 1; !this.closing.signal.aborted; attempt += 1) {
      try {
        this.producer ??= this.open();
        await this.producer;
        this.failure = null;
        break;
      } catch (error) {
        this.failure = describeError(error);
        this.producer = null;
        await waitFor(backoffMs(DEFAULT_BACKOFF, attempt, Math.random()), this.closing.signal);
      }
    }
    this.reconnecting = false;
  }

  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    this.sendingSinceMs = Date.now();
    try {
      this.producer ??= this.open();
      const producer = await this.producer;
      const topicMessages = groupByTopic(messages, this.names);
      const sent = producer.sendBatch({ acks: -1, timeout: BROKER_TIMEOUT_MS, topicMessages });
      await within(sent, SEND_BOUND_MS, 'a send');
      this.failure = null;
    } catch (error) {
      await this.discard(error);
      throw toPublishError(error);
    } finally {
      this.sendingSinceMs = null;
    }
  }

  health(): Health {
    if (this.failure !== null) return { healthy: false, reason: `the last send failed: ${this.failure}` };
    const waitedMs = this.sendingSinceMs === null ? 0 : Date.now() - this.sendingSinceMs;
    if (waitedMs > SLOW_SEND_MS)
      return { healthy: false, reason: `a send waits for ${Math.round(waitedMs / 1_000)} s` };
    return { healthy: true };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.dropProducer();
  }

  private async open(): Promise<Producer> {
    const producer = this.kafka.producer({ idempotent: true, createPartitioner, allowAutoTopicCreation: false });
    try {
      await producer.connect();
    } catch (error) {
      await producer.disconnect();
      throw error;
    }
    return producer;
  }

  private async discard(error: unknown): Promise<void> {
    this.logger.warn({ cause: describeError(error) }, 'kafka: a send failed, the producer is built anew');
    await this.dropProducer();
    // A message that is refused for its own sake says nothing about the broker.
    if (toPublishError(error) instanceof PublishRefusedError) return;
    this.failure = describeError(error);
    void this.connect();
  }

  private async dropProducer(): Promise<void> {
    const { producer } = this;
    this.producer = null;
    try {
      await (await producer)?.disconnect();
    } catch (error) {
      this.logger.debug({ cause: describeError(error) }, 'kafka: a producer that is thrown away did not disconnect');
    }
  }
}

function groupByTopic(
  messages: readonly OutgoingMessage[],
  names: TopicNames,
): { topic: string; messages: KeyedMessage[] }[] {
  const topics = Map.groupBy(messages, ({ topic }) => topic);
  return [...topics].map(([topic, group]) => ({ topic: names.toBroker(topic), messages: group.map(toKeyedMessage) }));
}

const toKeyedMessage = ({ userKey, key, value, headers, timestampMs }: OutgoingMessage): KeyedMessage => ({
  userKey,
  key,
  // As bytes, which kafkajs can pass on without a copy; a string it would measure and write at every layer.
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: { ...headers },
  ...(timestampMs === undefined ? {} : { timestamp: String(timestampMs) }),
});
