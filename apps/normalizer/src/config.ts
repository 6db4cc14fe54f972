import { HTTP_CONFIG } from '@tributary/http';
import { Type, type Static } from 'typebox';

/** Configuration of the normalizer: one row per environment variable. */
export const CONFIG = Type.Object({
  ...HTTP_CONFIG,
  port: Type.Integer({
    env: 'NORMALIZER_PORT',
    default: 3002,
    minimum: 0,
    maximum: 65_535,
    description: 'Port of the probes and metrics.',
  }),
  niceness: Type.Integer({
    env: 'NORMALIZER_NICENESS',
    default: 10,
    minimum: 0,
    maximum: 19,
    description: 'Scheduling priority as `nice` has it: on a shared machine requests go before what can wait in Kafka.',
  }),
  kafkaBrokers: Type.Array(Type.String(), {
    env: 'KAFKA_BROKERS',
    description: 'Kafka brokers, `host:port` separated by commas.',
  }),
  groupId: Type.String({
    env: 'NORMALIZER_GROUP',
    default: 'tributary-normalizer',
    description: 'Prefix of the consumer groups, one per lane.',
  }),
  publishDeadlineMs: Type.Integer({
    env: 'NORMALIZER_PUBLISH_DEADLINE_MS',
    default: 10_000,
    minimum: 100,
    description: 'A publish that is not acknowledged within this time is tried again.',
  }),
  deadLettersInARow: Type.Integer({
    env: 'NORMALIZER_DEAD_LETTERS_IN_A_ROW',
    default: 100,
    minimum: 1,
    description: 'A lane stops after this many unreadable batches in a row.',
  }),
  deadLetterRatio: Type.Number({
    env: 'NORMALIZER_DEAD_LETTER_RATIO',
    default: 0.5,
    minimum: 0,
    maximum: 1,
    description: 'A lane stops when more than this share of its last 1000 batches is unreadable.',
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
