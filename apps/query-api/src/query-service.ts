import { bootstrap, type RunningService, type ServiceOptions } from '@tributary/http';
import { openRawBatchLookup } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { connectInBackground, watchStore } from '@tributary/store';
import { AppModule } from './app.module.js';
import type { QueryConfig } from './config.js';

const SERVICE = 'query-api';
const STORE_RETRY_MS = 1_000;

/**
 * Starts the query API. It comes up also while MongoDB is away and answers 503 until it is there; readiness tells. Kafka
 * is no part of readiness: without it only raw payloads of samples are missing.
 */
export async function startQueryApi(
  config: QueryConfig,
): Promise<{ service: RunningService; options: ServiceOptions }> {
  const logger = createLogger(SERVICE, { level: config.logLevel });
  const metrics = createMetrics(SERVICE);
  const health = new HealthRegistry();
  const store = connectInBackground({
    uri: config.mongodbUri,
    serverSelectionTimeoutMs: config.storeWaitMs,
    retryMs: STORE_RETRY_MS,
    onFailure: (error) => {
      logger.warn({ err: error }, 'MongoDB does not answer; trying again');
    },
  });
  const watch = watchStore({ ping: () => store.ping() });
  health.register('mongodb', () => watch.health());

  const rawBatches = openRawBatchLookup({
    brokers: config.kafkaBrokers,
    clientId: SERVICE,
    logger,
    waitMs: config.payloadWaitMs,
  });

  const module = AppModule.forRoot({
    logger,
    metrics,
    health,
    connection: store.connection,
    rawBatches,
    close: async () => {
      watch.stop();
      await Promise.all([rawBatches.close(), store.close()]);
    },
  });
  const options: ServiceOptions = { ...config, app: SERVICE, logger, metrics, health };
  return { service: await bootstrap(module, options), options };
}
