import { randomUUID } from 'node:crypto';
import { TransientError } from '@tributary/pipeline';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { describeError } from './kafka-errors.js';
import type { IncomingMessage } from './message.js';
import { rangeOf, readRange, type OffsetRange } from './offset-range.js';
import { CONSUMER_RETRY } from './open-kafka.js';
import { quietly } from './within.js';

type Matches = (message: IncomingMessage) => boolean;

/** One reading: ends with the first message that matches, with null at the end of its ranges, or by being given up. */
interface Reading {
  ranges: readonly OffsetRange[];
  readonly matches: Matches;
  readonly sinceMs: number;
  isHeard: boolean;
  readonly end: (found: IncomingMessage | null) => void;
  readonly fail: (error: Error) => void;
}

/** What is looked for mostly lies first in its range: more in one fetch would only be thrown away. */
const FETCH_BYTES = 256 * 1024;
/** With every partition paused kafkajs sleeps for this long between two looks, so a reading begins that much later. */
const LOOK_EVERY_MS = 50;
/** A fetch takes milliseconds: nothing at all for this long, and the client is of no more use. */
const SILENCE_MS = 1_000;
/** Longer than any broker lets a new group wait for members. */
const JOINED_WITHIN_MS = 60_000;
/** Longest that a client which is thrown away is waited for. */
export const GOODBYE_MS = 3_000;

/**
 * Reads ranges of a few topics on request. kafkajs reads only as member of a group, and joining takes up to seconds, so
 * one consumer, alone in its group, stays; all of its partitions are paused between readings. It commits nothing.
 */
export class RangeReader {
  readonly groupId = `lookup-${randomUUID()}`;
  private readonly consumer: Consumer;
  private readonly bornMs = performance.now();
  private reading: Reading | null = null;
  private isJoined = false;
  private failure: TransientError | null = null;

  constructor(
    kafka: Kafka,
    private readonly topics: readonly string[],
  ) {
    this.consumer = kafka.consumer({
      groupId: this.groupId,
      maxBytesPerPartition: FETCH_BYTES,
      maxWaitTimeInMs: LOOK_EVERY_MS,
      allowAutoTopicCreation: false,
      // Whoever asks next builds a new one.
      retry: CONSUMER_RETRY,
    });
    // Before the first fetch, and again whenever the group forms anew: positions do not outlive it.
    this.consumer.on(this.consumer.events.GROUP_JOIN, () => {
      this.isJoined = true;
      this.resume();
    });
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => this.fail(payload.error));
    this.start().catch((error: unknown) => this.fail(error));
  }

  /** False once it can read no more: it must be closed, and another one built. */
  get isAlive(): boolean {
    const { reading } = this;
    const nowMs = performance.now();
    if (this.failure !== null) return false;
    if (!this.isJoined) return nowMs - this.bornMs < JOINED_WITHIN_MS;
    return reading === null || reading.isHeard || nowMs - reading.sinceMs < SILENCE_MS;
  }

  /**
   * The first message in the ranges that matches; null: there is none. One reading at a time.
   * @throws TransientError when the consumer lost its broker.
   */
  read(ranges: readonly OffsetRange[], matches: Matches): Promise<IncomingMessage | null> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | null>();
    this.reading = { ranges, matches, sinceMs: performance.now(), isHeard: false, end: resolve, fail: reject };
    if (this.isJoined) this.resume();
    return promise;
  }

  /** Nobody waits for the reading any more. */
  giveUp(): void {
    this.finish()?.end(null);
  }

  /** Leaves the group. Never throws. */
  async close(): Promise<void> {
    this.fail(new TransientError('Kafka is closed'));
    await quietly(this.consumer.disconnect(), GOODBYE_MS);
  }

  private async start(): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topics: [...this.topics], fromBeginning: true });
    const eachBatch = (payload: EachBatchPayload) => this.eachBatch(payload);
    await this.consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { reading } = this;
    const range = reading && rangeOf(reading.ranges, payload.batch);
    // What was fetched for an earlier reading of the partition comes from another place.
    if (!range || payload.isStale()) return;
    reading.isHeard = true;
    const isRead = await readRange(range, payload, (message) => {
      if (this.reading === reading && reading.matches(message)) this.finish()?.end(message);
    });
    if (!isRead || this.reading !== reading) return;
    reading.ranges = reading.ranges.filter((other) => other !== range);
    if (reading.ranges.length === 0) this.finish()?.end(null);
    else this.resume();
  }

  /** Exactly what is still to be read is fetched. To kafkajs a pause of one partition ends the pause of its whole topic. */
  private resume(): void {
    this.pauseAll();
    for (const { topic, partition, next } of this.reading?.ranges ?? []) {
      this.consumer.seek({ topic, partition, offset: String(next) });
      this.consumer.resume([{ topic, partitions: [partition] }]);
    }
  }

  private pauseAll(): void {
    this.consumer.pause(this.topics.map((topic) => ({ topic })));
  }

  private finish(): Reading | null {
    const { reading } = this;
    this.reading = null;
    if (reading && this.isJoined && this.failure === null) this.pauseAll();
    return reading;
  }

  private fail(error: unknown): void {
    this.failure ??= new TransientError(`Kafka was lost: ${describeError(error)}`, { cause: error });
    this.finish()?.fail(this.failure);
  }
}
