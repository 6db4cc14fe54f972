import type { Health, Logger, Metrics } from '@tributary/observability';
import { backoffMs, DEFAULT_BACKOFF, TransientError, waitFor } from '@tributary/pipeline';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import { BatchLease } from './batch-lease.js';
import { ConsumerHealth } from './consumer-health.js';
import { ConsumerLag } from './consumer-lag.js';
import { runConsumerSession, type ConsumerSettings, type SessionEvents } from './consumer-session.js';
import { toIncomingMessage } from './incoming-message.js';
import { describeError, isRecoverable } from './kafka-errors.js';
import { KafkaJSNonRetriableError } from './kafkajs.js';
import type { IncomingMessage } from './message.js';
import { topicNames, type TopicNames } from './topic-names.js';

/** Messages of one partition in order, and the right to work on them. */
export interface ConsumedBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
  /** Sends a heartbeat if one is due. It is also done in the background; awaiting it lets other work in. Never throws. */
  heartbeat(): Promise<void>;
  /** True when another member has the partition now: the work may stop, its offset will not move. */
  isStale(): boolean;
}

export interface BatchConsumerOptions extends ConsumerSettings {
  /**
   * Returns when every outcome of the batch is durable; then the offset moves. `TransientError`: tried again in place,
   * for ever, nothing committed. Any other error is final: the consumer stops and `onFatal` is called; nothing is skipped.
   */
  readonly handle: (batch: ConsumedBatch) => Promise<void>;
  /** The process should log it and exit non-zero, or stay stopped and not ready. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * Consumes whole batches, at least once: an offset moves only after `handle` returned. A crash of the client that
 * waiting can mend ends in a new client, after a backoff, for as long as the broker is away.
 */
export class BatchConsumer {
  private readonly state = new ConsumerHealth();
  private readonly lag: ConsumerLag;
  private readonly stopping = new AbortController();
  private fatal: { readonly error: unknown } | null = null;
  private supervisor: Promise<void> | null = null;
  private joins = 0;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: BatchConsumerOptions,
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly names: TopicNames = topicNames(''),
  ) {
    this.lag = new ConsumerLag(options.groupId, metrics);
  }

  /** Begins to consume, in the background: a broker that is away is waited for. */
  start(): void {
    this.supervisor ??= this.supervise();
  }

  /** Finishes the batch in hand, commits, leaves the group. A batch that waits for a dependency is given up uncommitted. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.supervisor;
  }

  health(): Health {
    return this.state.check();
  }

  /** Resolves when the consumer has its partitions for the first time; for tests and start-up order. */
  async joined(): Promise<void> {
    while (this.joins === 0 && !this.isOver) await waitFor(20, this.stopping.signal);
  }

  private get isOver(): boolean {
    return this.stopping.signal.aborted || this.fatal !== null;
  }

  private async supervise(): Promise<void> {
    const eachBatch = (payload: EachBatchPayload) => this.eachBatch(payload);
    const topics = this.options.topics.map((topic) => this.names.toBroker(topic));
    const settings = { ...this.options, topics };
    for (let attempt = 1; !this.isOver; attempt += 1) {
      const joinsBefore = this.joins;
      const end = await runConsumerSession(this.kafka, settings, eachBatch, this.events, this.stopping.signal);
      this.lag.reset();
      if (this.isOver) break;
      if (!isRecoverable(end)) {
        this.giveUp(end);
        break;
      }
      if (this.joins > joinsBefore) attempt = 1;
      await this.pauseAfterCrash(end, attempt);
    }
    if (this.fatal !== null) this.options.onFatal(this.fatal.error);
  }

  private readonly events: SessionEvents = {
    joined: () => {
      this.joins += 1;
      this.state.contact();
      this.lag.reset();
      this.metrics.count('rebalances', { group: this.options.groupId });
    },
    contact: () => this.state.contact(),
    rebalancing: () => this.state.rebalancingBegan(),
    silentMs: (sinceMs) => this.state.silentMs(sinceMs),
  };

  private async pauseAfterCrash(end: unknown, attempt: number): Promise<void> {
    const { groupId: group } = this.options;
    const cause = describeError(end);
    this.state.connectionLost(cause);
    this.metrics.count('consumerRestarts', { group });
    this.logger.warn({ group, cause }, 'kafka: the consumer lost its broker and is built anew');
    await waitFor(backoffMs(DEFAULT_BACKOFF, attempt, Math.random()), this.stopping.signal);
  }

  private giveUp(error: unknown): void {
    this.fatal ??= { error };
    this.state.stoppedFor(`stopped: ${describeError(error)}`);
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { partition, highWatermark } = payload.batch;
    const topic = this.names.fromBroker(payload.batch.topic);
    const messages = payload.batch.messages.map((message) => toIncomingMessage(topic, partition, message));
    const [first, last] = [messages.at(0), messages.at(-1)];
    if (this.isOver || first === undefined || last === undefined) return;
    const lease = new BatchLease(() => payload.heartbeat());
    const isStale = () => lease.isGone || payload.isStale();
    const startedMs = performance.now();
    this.lag.begin(topic, partition, first.offset, first.timestampMs, highWatermark);
    try {
      const batch = { topic, partition, messages, heartbeat: () => lease.heartbeat(), isStale };
      if (!(await this.handleUntilDone(batch, lease)) || isStale()) return;
      payload.resolveOffset(last.offset);
      this.lag.end(topic, partition, last.offset, last.timestampMs, highWatermark);
      this.countBatch(topic, messages.length, startedMs);
    } finally {
      lease.end();
      this.state.batchMoved(`${topic}/${partition}`);
    }
  }

  /** True when `handle` returned; false when it was given up because we stop. Throws what makes kafkajs rejoin or crash. */
  private async handleUntilDone(batch: ConsumedBatch, lease: BatchLease): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.options.handle(batch);
        if (lease.isGone) throw asError(lease.rejoinReason);
        return true;
      } catch (error) {
        if (lease.isGone) throw asError(lease.rejoinReason);
        if (!(error instanceof TransientError)) {
          this.giveUp(error);
          throw new KafkaJSNonRetriableError('the batch handler failed');
        }
        this.noteRetry(batch, error, attempt);
      }
      if (lease.rejoinReason !== null) throw asError(lease.rejoinReason);
      await waitFor(backoffMs(DEFAULT_BACKOFF, attempt, Math.random()), this.stopping.signal);
      if (this.isOver) return false;
    }
  }

  private noteRetry({ topic, partition }: ConsumedBatch, error: TransientError, attempt: number): void {
    this.state.batchStuck(`${topic}/${partition}`, error.message);
    this.metrics.count('consumerRetries', { group: this.options.groupId, topic });
    this.logger.warn({ topic, partition, attempt, reason: error.message }, 'a batch is tried again');
  }

  private countBatch(topic: string, messages: number, startedMs: number): void {
    const labels = { group: this.options.groupId, topic };
    this.metrics.count('consumedMessages', labels, messages);
    this.metrics.observe('consumedBatchDuration', labels, (performance.now() - startedMs) / 1_000);
  }
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('the batch is no longer ours');
