import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { toPublishError } from './kafka-errors.js';
import type { IncomingMessage } from './message.js';
import { rangeOf, rangesBetween, readRange, type OffsetRange } from './offset-range.js';
import { whileElecting } from './while-electing.js';

export interface ReadOptions {
  /** The oldest message, or the first of each partition at or after an instant (epoch milliseconds). */
  readonly from: 'beginning' | { readonly sinceMs: number };
  /** Most messages to give; default: all that are there when reading begins. */
  readonly limit?: number;
}

/**
 * Reads what a topic holds at this moment, partition by partition in order, and ends; for the operator's command line
 * and tests. Leaves no trace in the cluster but a group that the broker forgets. Slow readers hold the reading back.
 */
export async function* readTopic(kafka: Kafka, topic: string, options: ReadOptions): AsyncGenerator<IncomingMessage> {
  const todo = await openRanges(kafka, topic, options);
  if (todo.length === 0) return;
  const consumer = kafka.consumer({
    groupId: `read-${randomUUID()}`,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
  });
  const handoff = new Handoff();
  try {
    await begin(consumer, topic, todo, handoff);
    let left = options.limit ?? Infinity;
    for (let message = await handoff.take(); message !== null && left > 0; message = await handoff.take()) {
      yield message;
      left -= 1;
      if (left === 0) break;
    }
  } finally {
    handoff.close();
    await consumer.disconnect();
  }
}

async function openRanges(kafka: Kafka, topic: string, { from }: ReadOptions): Promise<OffsetRange[]> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const bounds = await whileElecting(() => admin.fetchTopicOffsets(topic));
    const oldest = bounds.map(({ partition, low }) => ({ partition, offset: low }));
    const starts = from === 'beginning' ? oldest : await admin.fetchTopicOffsetsByTimestamp(topic, from.sinceMs);
    return rangesBetween(
      topic,
      starts,
      bounds.map(({ partition, high }) => ({ partition, offset: high })),
    );
  } catch (error) {
    throw toPublishError(error);
  } finally {
    await admin.disconnect();
  }
}

async function begin(consumer: Consumer, topic: string, ranges: readonly OffsetRange[], handoff: Handoff) {
  let todo = [...ranges];
  const eachBatch = async (payload: EachBatchPayload) => {
    const range = rangeOf(todo, payload.batch);
    if (range === undefined) return;
    const isRead = await readRange(range, payload, (message) => handoff.give(message));
    if (isRead) todo = todo.filter((other) => other !== range);
    if (todo.length === 0) handoff.end();
  };
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) handoff.fail(toPublishError(payload.error));
  });
  // A broker that has just started has no coordinator yet: the group may form at a later attempt, after `run` returned.
  consumer.on(consumer.events.GROUP_JOIN, () => {
    for (const { partition, next } of todo) consumer.seek({ topic, partition, offset: String(next) });
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
}

/** Passes messages from the consumer to the reader one at a time. */
class Handoff {
  private readonly waiting: { message: IncomingMessage; taken: () => void }[] = [];
  private wake: (() => void) | null = null;
  private closed = false;
  private ended = false;
  private failure: Error | null = null;

  give(message: IncomingMessage): Promise<void> {
    if (this.closed) return Promise.resolve();
    return new Promise((taken) => {
      this.waiting.push({ message, taken });
      this.wake?.();
    });
  }

  async take(): Promise<IncomingMessage | null> {
    for (;;) {
      const next = this.waiting.shift();
      if (next !== undefined) {
        next.taken();
        return next.message;
      }
      if (this.failure !== null) throw this.failure;
      if (this.ended) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  end(): void {
    this.ended = true;
    this.wake?.();
  }

  fail(error: Error): void {
    this.failure ??= error;
    this.wake?.();
  }

  /** The reader has enough: whoever gives is let go. */
  close(): void {
    this.closed = true;
    for (const { taken } of this.waiting.splice(0)) taken();
  }
}
