import { connectKafka, type KafkaClient } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { openStore, type Store } from '@tributary/store';
import type { Config } from './config.js';

/** Opens the database for one command and closes it after. */
export async function withStore<T>(config: Config, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ uri: config.mongodbUri });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Opens Kafka for one command and closes it after. */
export async function withKafka<T>(
  config: Pick<Config, 'kafkaBrokers'> & { readonly topicPrefix?: string },
  work: (kafka: KafkaClient) => Promise<T>,
): Promise<T> {
  const logger = createLogger('tributary-cli', { level: 'error' });
  const kafka = connectKafka({
    brokers: config.kafkaBrokers,
    clientId: 'tributary-cli',
    logger,
    metrics: createMetrics('tributary-cli'),
    health: new HealthRegistry(),
    ...(config.topicPrefix !== undefined && { topicPrefix: config.topicPrefix }),
  });
  try {
    return await work(kafka);
  } finally {
    await kafka.close();
  }
}

/** A line of the command's own output. */
export const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
