import { bootstrap, type RunningService, type ServiceOptions } from '@tributary/http';
import { connectKafka } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import {
  connectInBackground,
  createStoreCircuit,
  ensureAccessIndexes,
  ensureBootstrapKey,
  watchStore,
} from '@tributary/store';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config.js';

const SERVICE = 'ingest-gateway';
const STORE_RETRY_MS = 1_000;

function openStore(config: GatewayConfig, onFailure: (error: unknown) => void) {
  return connectInBackground({
    uri: config.mongodbUri,
    serverSelectionTimeoutMs: config.storeWaitMs,
    retryMs: STORE_RETRY_MS,
    onFailure,
    onOpen: async (connection) => {
      await ensureAccessIndexes(connection);
      if (config.bootstrapKey === undefined) return;
      await ensureBootstrapKey(connection, config.bootstrapTenant, config.bootstrapKey, Date.now());
    },
  });
}

/** Starts the gateway. It comes up and answers also while Kafka or MongoDB are away; readiness tells. */
export async function startGateway(
  config: GatewayConfig,
): Promise<{ service: RunningService; options: ServiceOptions }> {
  const logger = createLogger(SERVICE, { level: config.logLevel });
  const metrics = createMetrics(SERVICE);
  const health = new HealthRegistry();
  const kafka = connectKafka({ brokers: config.kafkaBrokers, clientId: SERVICE, logger, metrics, health });
  const output = kafka.output({ deadlineMs: config.publishDeadlineMs, queueBytes: config.publishQueueBytes });
  const store = openStore(config, (error) => {
    logger.warn({ err: error }, 'MongoDB does not answer; trying again');
  });
  const watch = watchStore({ ping: () => store.ping() });
  health.register('mongodb', () => watch.health());

  const module = AppModule.forRoot({
    config,
    logger,
    metrics,
    health,
    output,
    connection: store.connection,
    circuit: createStoreCircuit({ deadlineMs: config.storeWaitMs, openMs: config.storePauseMs }),
    close: async () => {
      await kafka.close();
      watch.stop();
      await store.close();
    },
  });
  const options: ServiceOptions = { ...config, app: SERVICE, logger, metrics, health };
  return { service: await bootstrap(module, options), options };
}
