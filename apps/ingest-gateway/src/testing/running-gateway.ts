import { randomUUID } from 'node:crypto';
import type { RunningService } from '@tributary/http';
import { connectKafka, type KafkaClient } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { readConfig, type GatewayConfig } from '../config.js';
import { startGateway } from '../gateway.js';

export const BOOTSTRAP_KEY = `trb_${'b'.repeat(32)}`;

/** What a spec sends. */
export interface Sent {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: Buffer | object;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** A gateway in this process, on a port and a database of its own. */
export interface TestGateway {
  readonly service: RunningService;
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** true, or null while it is not: for `waitFor`. */
  isReady(): Promise<true | null>;
  close(): Promise<void>;
}

export const testDatabase = (): string => `tributary_test_${randomUUID().replaceAll('-', '')}`;

/** A database of its own on the server of `MONGODB_URI`. */
export function testMongodbUri(): string {
  const uri = new URL(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017');
  uri.pathname = `/${testDatabase()}`;
  return uri.href;
}

/** The server of `MONGODB_URI`, addressed without the replica set's member list. */
export function directMongodbUri(host: string, database: string): string {
  return `mongodb://${host}/${database}?directConnection=true`;
}

/** A client of the broker for reading back; the topics exist when it resolves. */
export async function connectTestKafka(brokers: readonly string[]): Promise<KafkaClient> {
  const logger = createLogger('gateway-spec', { level: 'silent' });
  const kafka = connectKafka({
    brokers,
    clientId: 'gateway-spec',
    logger,
    metrics: createMetrics('spec'),
    health: new HealthRegistry(),
  });
  await kafka.createTopics({ partitions: 3, replicationFactor: 1 });
  return kafka;
}

export async function startTestGateway(overrides: Partial<GatewayConfig>): Promise<TestGateway> {
  const config: GatewayConfig = {
    ...readConfig(),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'error',
    bootstrapKey: BOOTSTRAP_KEY,
    ...overrides,
  };
  const { service } = await startGateway(config);
  return {
    service,
    isReady: async () => ((await fetch(`${service.url}/health/ready`)).ok ? true : null),
    close: () => service.close(),
    call: async (method, path, { token = BOOTSTRAP_KEY, headers = {}, body } = {}) => {
      const response = await fetch(service.url + path, {
        method,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    },
  };
}
