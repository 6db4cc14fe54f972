import type { HealthRegistry, Metrics } from '@tributary/observability';
import type { Admin } from 'kafkajs';
import { BatchConsumer, type BatchConsumerOptions } from './batch-consumer.js';
import { ClusterWatch } from './cluster-watch.js';
import { PATCHES, type Kafka } from './kafkajs.js';
import type { IncomingMessage, Output } from './message.js';
import { openKafka, type KafkaAddress } from './open-kafka.js';
import { ProducerSender } from './producer-sender.js';
import { readTopic, type ReadOptions } from './read-topic.js';
import { SingleFlightOutput } from './single-flight-output.js';
import { sendBytesOf } from './topic-settings.js';
import { groupLag, removedMessages } from './group-lag.js';
import { topicNames } from './topic-names.js';
import { createTopics, type TopicCreation, type TopicReport } from './topics.js';

export interface KafkaOptions extends KafkaAddress {
  readonly metrics: Metrics;
  /** Gets the indicators `kafka`, `kafka-producer` and one `consumer-<group>` per consumer. */
  readonly health: HealthRegistry;
  /** Of every topic that is made of the raw ones; default none. See `topicNames`. */
  readonly topicPrefix?: string;
}

export interface OutputOptions {
  /** `publish` rejects with `TransientError` after this long; default 10 s. */
  readonly deadlineMs?: number;
  /** Publishes beyond this much waiting are refused at once; default 64 MiB. */
  readonly queueBytes?: number;
}

/** A service's connection to Kafka. Nothing here throws because a broker is away: that shows in health. */
export interface KafkaClient {
  /** The one output of the process; options count at the first call. */
  output(options?: OutputOptions): Output;
  /** A consumer that is not started yet. */
  consumer(options: BatchConsumerOptions): BatchConsumer;
  /** Creates missing topics of the table. */
  createTopics(creation: TopicCreation): Promise<TopicReport>;
  /** Deletes what `createTopics` makes under a prefix. @throws RangeError without one. */
  deletePrefixedTopics(): Promise<readonly string[]>;
  /** Messages of the topics that a group has yet to commit. */
  lagOf(groupId: string, topics: readonly string[]): Promise<number>;
  /** Messages of a topic that are no longer there. */
  removedFrom(topic: string): Promise<number>;
  /** What a topic holds now. */
  readTopic(topic: string, options: ReadOptions): AsyncGenerator<IncomingMessage>;
  /** Stops the consumers (batch in hand finished and committed), then the output (what waits is sent), then the rest. */
  close(): Promise<void>;
}

/** Opens the connection in the background and answers at once. */
export function connectKafka(options: KafkaOptions): KafkaClient {
  const { brokers, clientId, logger, metrics, health, topicPrefix = '' } = options;
  const names = topicNames(topicPrefix);
  const kafka = openKafka({ brokers, clientId, logger });
  logger.debug({ patches: PATCHES }, 'kafka: client library');
  const watch = new ClusterWatch(kafka, logger);
  health.register('kafka', () => watch.health());
  watch.start();
  const consumers: BatchConsumer[] = [];
  let opened: { output: SingleFlightOutput; sender: ProducerSender } | null = null;
  return {
    output: (outputOptions = {}) => {
      opened ??= openOutput(new ProducerSender(kafka, logger, names), outputOptions, { metrics, health });
      return opened.output;
    },
    consumer: (consumerOptions) => {
      const consumer = new BatchConsumer(kafka, consumerOptions, logger, metrics, names);
      consumers.push(consumer);
      health.register(`consumer-${consumerOptions.groupId}`, () => consumer.health());
      return consumer;
    },
    createTopics: (creation) => withAdmin(kafka, (admin) => createTopics(admin, creation, names)),
    deletePrefixedTopics: () => withAdmin(kafka, (admin) => deletePrefixed(admin, topicPrefix)),
    lagOf: (groupId, topics) =>
      withAdmin(kafka, (admin) =>
        groupLag(
          admin,
          groupId,
          topics.map((topic) => names.toBroker(topic)),
        ),
      ),
    removedFrom: (topic) => withAdmin(kafka, (admin) => removedMessages(admin, names.toBroker(topic))),
    readTopic: (topic, readOptions) => readTopic(kafka, names.toBroker(topic), readOptions),
    close: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      await opened?.output.close();
      await opened?.sender.close();
      await watch.stop();
    },
  };
}

function openOutput(
  sender: ProducerSender,
  options: OutputOptions,
  { metrics, health }: Pick<KafkaOptions, 'metrics' | 'health'>,
) {
  const { deadlineMs = 10_000, queueBytes = 64 * 1024 * 1024 } = options;
  health.register('kafka-producer', () => sender.health());
  void sender.connect();
  return {
    sender,
    output: new SingleFlightOutput(sender, { deadlineMs, queueBytes, sendBytes: sendBytesOf }, metrics),
  };
}

async function deletePrefixed(admin: Admin, prefix: string): Promise<readonly string[]> {
  if (prefix === '') throw new RangeError('Topics without a prefix are those of the installation');
  const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  return topics;
}

async function withAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
