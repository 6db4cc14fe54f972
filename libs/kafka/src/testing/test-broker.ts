import { randomUUID } from 'node:crypto';
import { deadLetterTopic } from '@tributary/contracts';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { connectKafka, type KafkaClient } from '../kafka-client.js';
import { Kafka, logLevel } from '../kafkajs.js';
import type { OutgoingMessage } from '../message.js';

/** A client on the real broker of the tests, and topics of its own. */
export interface TestBroker {
  readonly client: KafkaClient;
  readonly health: HealthRegistry;
  /** Creates a topic with a random name, and its dead-letter topic, and answers the name. */
  newTopic(partitions: number, configs?: Readonly<Record<string, string>>): Promise<string>;
  /** Another process's client on the same broker. */
  anotherClient(): KafkaClient;
  close(): Promise<void>;
}

/** `brokers` as in KAFKA_BROKERS: host:port, several separated by commas. */
export function connectTestBroker(brokers: string): TestBroker {
  const list = brokers.split(',');
  const clients: KafkaClient[] = [];
  const connect = (health: HealthRegistry): KafkaClient => {
    const logger = createLogger('kafka-test', { level: 'silent' });
    const client = connectKafka({
      brokers: list,
      clientId: 'kafka-test',
      logger,
      metrics: createMetrics('kafka-test'),
      health,
    });
    clients.push(client);
    return client;
  };
  const health = new HealthRegistry();
  health.markStarted();
  return {
    client: connect(health),
    health,
    anotherClient: () => connect(new HealthRegistry()),
    newTopic: (partitions, configs = {}) => createTopic(list, partitions, configs),
    close: async () => void (await Promise.all(clients.map((client) => client.close()))),
  };
}

async function createTopic(
  brokers: string[],
  numPartitions: number,
  configs: Readonly<Record<string, string>>,
): Promise<string> {
  const topic = `test-${randomUUID()}`;
  const admin = new Kafka({ brokers, clientId: 'kafka-test', logLevel: logLevel.NOTHING }).admin();
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
  await admin.connect();
  const settings = { numPartitions, replicationFactor: 1, configEntries };
  const topics = [topic, deadLetterTopic(topic)].map((name) => ({ ...settings, topic: name }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
  return topic;
}

/** A message with defaults; the key is deliberately not the user key. */
export const anOutgoingMessage = (overrides: Partial<OutgoingMessage> & { topic: string }): OutgoingMessage => ({
  userKey: 'demo/u1',
  key: 'demo/u1/some-entity',
  value: 'value',
  headers: {},
  ...overrides,
});
