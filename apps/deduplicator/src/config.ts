import { HTTP_CONFIG } from '@tributary/http';
import { Type, type Static } from 'typebox';

/** Configuration of the deduplicator: one row per environment variable. */
export const CONFIG = Type.Object({
  ...HTTP_CONFIG,
  port: Type.Integer({
    env: 'DEDUPLICATOR_PORT',
    default: 3003,
    minimum: 0,
    maximum: 65_535,
    description: 'Port of the probes and metrics.',
  }),
  niceness: Type.Integer({
    env: 'DEDUPLICATOR_NICENESS',
    default: 10,
    minimum: 0,
    maximum: 19,
    description: 'Scheduling priority as `nice` has it: on a shared machine requests go before what can wait in Kafka.',
  }),
  kafkaBrokers: Type.Array(Type.String(), {
    env: 'KAFKA_BROKERS',
    description: 'Kafka brokers, `host:port` separated by commas.',
  }),
  mongodbUri: Type.String({
    env: 'MONGODB_URI',
    description: 'MongoDB connection string of a replica set, with the database name.',
  }),
  groupId: Type.String({
    env: 'DEDUPLICATOR_GROUP',
    default: 'tributary-deduplicator',
    description: 'Prefix of the consumer groups, one per lane.',
  }),
  partitionsAtOnce: Type.Integer({
    env: 'DEDUPLICATOR_PARTITIONS_AT_ONCE',
    default: 3,
    minimum: 1,
    description: 'Partitions of a lane that are worked on at the same time.',
  }),
  pingMs: Type.Integer({
    env: 'DEDUPLICATOR_MONGODB_PING_MS',
    default: 2_000,
    minimum: 100,
    description: 'Interval of the database ping behind readiness.',
  }),
  topicPrefix: Type.String({
    env: 'TRIBUTARY_TOPIC_PREFIX',
    default: '',
    pattern: '^[A-Za-z0-9._-]*$',
    description: 'Of every topic that is made of the raw ones; set by a rebuild beside the running installation.',
  }),
  logLevel: Type.String({ env: 'LOG_LEVEL', default: 'info', description: 'debug, info, warn or error.' }),
});

export type Config = Static<typeof CONFIG>;
