import type { BeforeApplicationShutdown, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { NormalizerLane } from '@tributary/contracts';
import { connectKafka, type BatchConsumer, type KafkaClient } from '@tributary/kafka';
import type { HealthRegistry, Logger, Metrics } from '@tributary/observability';
import { DEFAULT_DEAD_LETTER_LIMIT } from '@tributary/pipeline';
import { createNormalizer, decodeEnvelope } from '@tributary/platforms';
import type { Config } from './config.js';
import { createNormalizerPipeline, type NormalizerDependencies } from './normalizer.pipeline.js';

export interface ServiceParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthRegistry;
  readonly version: string;
  readonly lanes: readonly NormalizerLane[];
  /** A lane met an error that repeating does not mend; it consumes no more. */
  readonly onFatal: (error: unknown) => void;
}

/** Opens Kafka, runs the lanes, and closes in the order that loses nothing. */
export class NormalizerService implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly kafka: KafkaClient;
  private readonly consumers: readonly BatchConsumer[];

  constructor(private readonly parts: ServiceParts) {
    const { config, logger, metrics, health, version } = parts;
    this.kafka = connectKafka({
      brokers: config.kafkaBrokers,
      clientId: 'tributary-normalizer',
      topicPrefix: config.topicPrefix,
      logger,
      metrics,
      health,
    });
    const deps: NormalizerDependencies = {
      output: this.kafka.output({ deadlineMs: config.publishDeadlineMs }),
      metrics,
      service: { name: 'normalizer', version },
      now: Date.now,
      platforms: { decodeEnvelope, createNormalizer },
      limit: { ...DEFAULT_DEAD_LETTER_LIMIT, inARow: config.deadLettersInARow, ratio: config.deadLetterRatio },
    };
    this.consumers = parts.lanes.map((lane) => this.createConsumer(lane, deps));
  }

  onApplicationBootstrap(): void {
    for (const consumer of this.consumers) consumer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.kafka.close();
  }

  private createConsumer(lane: NormalizerLane, deps: NormalizerDependencies): BatchConsumer {
    return this.kafka.consumer({
      groupId: `${this.parts.config.groupId}-${lane.name}`,
      topics: [lane.from],
      handle: createNormalizerPipeline(lane, deps),
      onFatal: this.parts.onFatal,
    });
  }
}
