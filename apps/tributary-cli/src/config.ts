import { Type, type Static } from 'typebox';

/** Configuration of the operator's command line: where the installation is. */
export const CONFIG = Type.Object({
  kafkaBrokers: Type.Array(Type.String(), {
    env: 'KAFKA_BROKERS',
    default: ['127.0.0.1:9092'],
    description: 'Kafka brokers, `host:port` separated by commas.',
  }),
  mongodbUri: Type.String({
    env: 'MONGODB_URI',
    default: 'mongodb://127.0.0.1:27017/tributary?replicaSet=rs0',
    description: 'MongoDB connection string of a replica set, with the database name.',
  }),
  gatewayUrl: Type.String({
    env: 'GATEWAY_URL',
    default: 'http://127.0.0.1:3000',
    description: 'Base URL of the ingest gateway.',
  }),
  queryUrl: Type.String({
    env: 'QUERY_URL',
    default: 'http://127.0.0.1:3001',
    description: 'Base URL of the query API.',
  }),
  apiKey: Type.Optional(Type.String({ env: 'TRIBUTARY_API_KEY', description: 'API key that the demo uses.' })),
  bootstrapApiKey: Type.Optional(
    Type.String({
      env: 'TRIBUTARY_BOOTSTRAP_API_KEY',
      description: 'All-scope key of the tenant `demo`, made by `setup`.',
    }),
  ),
  partitions: Type.Integer({
    env: 'TRIBUTARY_PARTITIONS',
    default: 12,
    minimum: 1,
    description: 'Partitions of every topic that `setup` creates. Choose once.',
  }),
  replicationFactor: Type.Integer({
    env: 'TRIBUTARY_REPLICATION_FACTOR',
    default: 1,
    minimum: 1,
    description: 'Copies of every topic that `setup` creates.',
  }),
});

export type Config = Static<typeof CONFIG>;

/** What a service that this command starts inherits, and its own settings. */
export const childEnvironment = (
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> => ({ ...process.env, ...own });
