import { BATCH_LIMITS } from '@tributary/contracts';
import { HTTP_CONFIG } from '@tributary/http';
import { parseConfig } from '@tributary/observability';
import { Type, type Static } from 'typebox';

const MIB = 1024 * 1024;

/** Every setting of the gateway. */
export const GATEWAY_CONFIG = Type.Object({
  ...HTTP_CONFIG,
  port: Type.Integer({
    env: 'GATEWAY_PORT',
    default: 3000,
    minimum: 0,
    maximum: 65_535,
    description: 'Port of the gateway.',
  }),
  kafkaBrokers: Type.Array(Type.String(), {
    env: 'KAFKA_BROKERS',
    default: ['127.0.0.1:9092'],
    description: 'Kafka brokers to begin with, host:port.',
  }),
  mongodbUri: Type.String({
    env: 'MONGODB_URI',
    default: 'mongodb://127.0.0.1:27017/tributary?replicaSet=rs0',
    description: 'MongoDB, with the name of the database.',
  }),
  bootstrapKey: Type.Optional(
    Type.String({
      env: 'TRIBUTARY_BOOTSTRAP_API_KEY',
      description: 'An API key with all scopes that the tenant of the local stack has from the start; none when unset.',
    }),
  ),
  bootstrapTenant: Type.String({
    env: 'TRIBUTARY_BOOTSTRAP_TENANT',
    default: 'demo',
    description: 'Tenant of the bootstrap key.',
  }),
  logLevel: Type.String({ env: 'LOG_LEVEL', default: 'info', description: 'error, warn, info or debug.' }),
  publishDeadlineMs: Type.Integer({
    env: 'GATEWAY_PUBLISH_DEADLINE_MS',
    default: 10_000,
    minimum: 100,
    description: 'A batch that Kafka has not acknowledged after this time is answered with 503.',
  }),
  publishQueueBytes: Type.Integer({
    env: 'GATEWAY_PUBLISH_QUEUE_BYTES',
    default: 64 * MIB,
    minimum: MIB,
    description: 'Batches that wait for Kafka; beyond it 503.',
  }),
  intakeBytes: Type.Integer({
    env: 'GATEWAY_INTAKE_BYTES',
    default: 128 * MIB,
    // The longest body leaves as much again to the others.
    minimum: 2 * BATCH_LIMITS.inflatedBytes,
    description: 'Bodies being received at one time; beyond it 503.',
  }),
  quotaPerMinute: Type.Integer({
    env: 'GATEWAY_QUOTA_REQUESTS_PER_MINUTE',
    default: 0,
    minimum: 0,
    description: 'Batches a minute that each gateway takes of a tenant without a quota of its own; 0 is no limit.',
  }),
  storeWaitMs: Type.Integer({
    env: 'GATEWAY_STORE_WAIT_MS',
    default: 500,
    minimum: 50,
    description: 'How long a request waits for MongoDB before it goes on without.',
  }),
  storePauseMs: Type.Integer({
    env: 'GATEWAY_STORE_PAUSE_MS',
    default: 3_000,
    minimum: 100,
    description: 'How long requests do without MongoDB after it did not answer.',
  }),
});

export type GatewayConfig = Static<typeof GATEWAY_CONFIG>;

/** @throws ConfigError with every problem, when the environment does not fit. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): GatewayConfig => parseConfig(GATEWAY_CONFIG, env);
