import type { Consumer, EachBatchHandler, Kafka } from 'kafkajs';
import { CONSUMER_RETRY } from './open-kafka.js';
import { quietly } from './within.js';

export interface ConsumerSettings {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** Where a group without an offset begins; default true. */
  readonly fromBeginning?: boolean;
  /** Batches of different partitions that are handled at the same time; default 1. */
  readonly partitionsConsumedConcurrently?: number;
  /** Most bytes of one partition and of one fetch; a single larger message still comes. Default 2 MiB and 4 MiB. */
  readonly maxBytesPerPartition?: number;
  readonly maxBytes?: number;
}

/** What happens to a consumer while it lives. */
export interface SessionEvents {
  readonly joined: () => void;
  readonly contact: () => void;
  readonly rebalancing: () => void;
  /** Milliseconds of silence of the coordinator since `sinceMs`. */
  readonly silentMs: (sinceMs: number) => number;
}

/** kafkajs neither worked nor crashed for a long time. */
export class ConsumerHangsError extends Error {
  override readonly name = 'KafkaJSConsumerHangs';
}

const MIB = 1024 * 1024;
/**
 * The broker gives our partitions away after this much silence, which is seven missed heartbeats. After a crash of the
 * broker it also is how long a new member waits for the old one to be forgotten: measured 31 s with 30 s, and a service
 * should be ready again within 30 s.
 */
const SESSION_TIMEOUT_MS = 15_000;
const HEARTBEAT_MS = 2_000;
/** Longest a batch may take while others wait to join. */
const REBALANCE_TIMEOUT_MS = 60_000;
/** An idle fetch waits for this long; data end it at once. kafkajs' 5 s would hold up heartbeats and a stop. */
const MAX_WAIT_MS = 250;
/** Longer than any rebalance: a silent consumer is then thrown away. */
const HANG_MS = 90_000;
const WATCH_MS = 1_000;
/** A crashed consumer gets this long to say goodbye. */
const GOODBYE_MS = 10_000;

/**
 * One life of a kafkajs consumer: from connecting until it crashes, hangs, or `stop` is aborted. Answers the error that
 * ended it, null for a stop. A stop waits for the batch in hand and its commit; a crashed client may hang and is left.
 */
export async function runConsumerSession(
  kafka: Kafka,
  settings: ConsumerSettings,
  eachBatch: EachBatchHandler,
  events: SessionEvents,
  stop: AbortSignal,
): Promise<unknown> {
  const consumer = createConsumer(kafka, settings);
  const { topics, fromBeginning = true, partitionsConsumedConcurrently = 1 } = settings;
  const ended = watchForEnd(consumer, events, stop);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning });
    // Offsets are resolved by us, after the work; kafkajs then commits what is resolved at the end of each batch.
    await consumer.run({ partitionsConsumedConcurrently, autoCommit: true, eachBatchAutoResolve: false, eachBatch });
    return await ended.promise;
  } catch (error) {
    return error;
  } finally {
    ended.cancel();
    // What goes wrong at the goodbye of a client that is thrown away changes nothing: the group times it out.
    const goodbye = consumer.disconnect().catch(() => undefined);
    await (stop.aborted ? goodbye : quietly(goodbye, GOODBYE_MS));
  }
}

function createConsumer(kafka: Kafka, settings: ConsumerSettings): Consumer {
  const { groupId, maxBytesPerPartition = 2 * MIB, maxBytes = 4 * MIB } = settings;
  return kafka.consumer({
    groupId,
    maxBytesPerPartition,
    maxBytes,
    sessionTimeout: SESSION_TIMEOUT_MS,
    rebalanceTimeout: REBALANCE_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: MAX_WAIT_MS,
    allowAutoTopicCreation: false,
    // One mechanism builds consumers anew, for every kind of crash: the supervisor in BatchConsumer.
    retry: CONSUMER_RETRY,
  });
}

function watchForEnd(consumer: Consumer, events: SessionEvents, stop: AbortSignal) {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const bornMs = Date.now();
  consumer.on(consumer.events.GROUP_JOIN, events.joined);
  consumer.on(consumer.events.HEARTBEAT, events.contact);
  consumer.on(consumer.events.REBALANCING, events.rebalancing);
  consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
  const watch = setInterval(() => {
    if (events.silentMs(bornMs) > HANG_MS) resolve(new ConsumerHangsError('the consumer hangs'));
  }, WATCH_MS);
  const onStop = () => resolve(null);
  stop.addEventListener('abort', onStop, { once: true });
  const cancel = () => {
    clearInterval(watch);
    stop.removeEventListener('abort', onStop);
  };
  return { promise, cancel };
}
