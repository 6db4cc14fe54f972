import { HTTP_CONFIG } from '@tributary/http';
import { parseConfig } from '@tributary/observability';
import { Type, type Static } from 'typebox';

/** Every setting of the query API. */
export const QUERY_CONFIG = Type.Object({
  ...HTTP_CONFIG,
  port: Type.Integer({
    env: 'QUERY_PORT',
    default: 3001,
    minimum: 0,
    maximum: 65_535,
    description: 'Port of the query API.',
  }),
  mongodbUri: Type.String({
    env: 'MONGODB_URI',
    default: 'mongodb://127.0.0.1:27017/tributary?replicaSet=rs0',
    description: 'MongoDB, with the name of the database.',
  }),
  kafkaBrokers: Type.Array(Type.String(), {
    env: 'KAFKA_BROKERS',
    default: ['127.0.0.1:9092'],
    description: 'Kafka brokers to begin with, host:port; asked for raw payloads of samples only.',
  }),
  logLevel: Type.String({ env: 'LOG_LEVEL', default: 'info', description: 'error, warn, info or debug.' }),
  storeWaitMs: Type.Integer({
    env: 'QUERY_STORE_WAIT_MS',
    default: 2_000,
    minimum: 50,
    description: 'How long a read waits for MongoDB to be reachable before it is answered with 503.',
  }),
  payloadWaitMs: Type.Integer({
    env: 'QUERY_PAYLOAD_WAIT_MS',
    default: 5_000,
    minimum: 50,
    description: 'How long the read of a sample waits for Kafka before it is answered without its raw payload.',
  }),
});

export type QueryConfig = Static<typeof QUERY_CONFIG>;

/** @throws ConfigError with every problem, when the environment does not fit. */
export const readConfig = (env: NodeJS.ProcessEnv = process.env): QueryConfig => parseConfig(QUERY_CONFIG, env);
