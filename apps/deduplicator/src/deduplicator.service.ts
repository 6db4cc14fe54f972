import { setTimeout as pause } from 'node:timers/promises';
import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { connectKafka, type BatchConsumer, type KafkaClient } from '@tributary/kafka';
import type { HealthRegistry, Logger, Metrics } from '@tributary/observability';
import { createIndexes, openStore, watchStore, type Store, type StoreHealth, type StoreWatch } from '@tributary/store';
import type { Config } from './config.js';
import { pipelineDependencies } from './dependencies.js';
import { createFlushMetrics } from './flush-metrics.js';
import { LANES } from './lanes.js';

export interface ServiceParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly version: string;
}

const RETRY_OPEN_MS = 2_000;
const NOT_CONNECTED: StoreHealth = { healthy: false, reason: 'not connected yet' };

/** Opens the database and Kafka, runs the lanes, and closes in the order that loses nothing. */
export class DeduplicatorService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #kafka: KafkaClient;
  readonly #stopping = new AbortController();
  #store: Store | null = null;
  #consumers: BatchConsumer[] = [];
  #watch: StoreWatch | null = null;
  #opening: Promise<void> | null = null;

  constructor(private readonly parts: ServiceParts) {
    const { config, logger, metrics, health } = parts;
    health.register('mongodb', () => this.#watch?.health() ?? NOT_CONNECTED);
    this.#kafka = connectKafka({
      brokers: config.kafkaBrokers,
      clientId: 'tributary-deduplicator',
      topicPrefix: config.topicPrefix,
      logger,
      metrics,
      health,
    });
  }

  onApplicationBootstrap(): void {
    this.#opening = this.#open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#opening;
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#kafka.close();
    this.#watch?.stop();
    await this.#store?.close();
  }

  /** Waits for the database as long as it takes, then starts to consume. */
  async #open(): Promise<void> {
    const { config, logger } = this.parts;
    while (!this.#stopping.signal.aborted && this.#store === null) {
      try {
        this.#store = await openStore({ uri: config.mongodbUri });
        await createIndexes(this.#store);
      } catch (error) {
        logger.warn({ err: error }, 'MongoDB does not answer yet');
        await this.#store?.close();
        this.#store = null;
        await this.#pause(RETRY_OPEN_MS);
      }
    }
    if (this.#store === null || this.#stopping.signal.aborted) return;
    const store = this.#store;
    this.#watch = watchStore({ ping: () => store.ping(), everyMs: config.pingMs });
    this.#startLanes(store);
  }

  #startLanes(store: Store): void {
    const { config, logger, metrics, version } = this.parts;
    const deps = pipelineDependencies({
      store,
      output: this.#kafka.output(),
      service: { name: 'deduplicator', version },
      metrics: { flushed: createFlushMetrics(metrics) },
    });
    const onFatal = (error: unknown): void => {
      logger.fatal({ err: error }, 'a consumer stopped for good');
      process.exit(1);
    };
    const { groupId, partitionsAtOnce } = config;
    this.#consumers = LANES.map(({ name, topic, createPipeline }) =>
      this.#kafka.consumer({
        groupId: `${groupId}-${name}`,
        topics: [topic],
        partitionsConsumedConcurrently: partitionsAtOnce,
        handle: createPipeline(deps),
        onFatal,
      }),
    );
    for (const consumer of this.#consumers) consumer.start();
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
