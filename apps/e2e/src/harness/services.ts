import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../../../../infra/local-stack/ports.mjs';
import { ApiClient } from './api-client.js';
import { databaseUri, inheritedEnv, stackAddress } from './config.js';
import { mainOf, ServiceProcess } from './service-process.js';

/**
 * One database and one set of consumer groups for all spec files of a run: a file goes on where the one before stopped,
 * so that nobody's data is processed by two deduplicators. People are told apart by their ids.
 */
const SHARED: Installation = { database: 'tributary_test_e2e', groups: 'e2e' };

/** A database and the consumer groups that fill it. */
export interface Installation {
  readonly database: string;
  /** Prefix of the consumer groups. */
  readonly groups: string;
}

/** All-scope key of the tenant `demo`. */
export const BOOTSTRAP_KEY = `trb_e2e${'k'.repeat(40)}`;
export const TENANT = 'demo';

/** The four services on ports of their own, and a client that talks to them. */
export interface Services {
  readonly gateway: ServiceProcess;
  readonly normalizer: ServiceProcess;
  readonly deduplicator: ServiceProcess;
  readonly query: ServiceProcess;
  readonly all: readonly ServiceProcess[];
  readonly api: ApiClient;
  /** Runs the operator's command line on this installation. @returns what it printed. */
  tributary(...line: string[]): Promise<string>;
  /** SIGTERM to each; fails unless every one ends with exit code 0. */
  stop(): Promise<void>;
}

/** Creates topics, indexes and the key, starts the services and waits until all are ready. */
export async function startServices(installation: Installation = SHARED): Promise<Services> {
  const services = await prepareServices(installation);
  for (const service of services.all) service.start();
  await Promise.all(services.all.map((service) => service.untilReadiness(200)));
  return services;
}

/** As `startServices`, with nothing started yet. */
export async function prepareServices({ database, groups }: Installation): Promise<Services> {
  const { kafkaBrokers } = stackAddress();
  const env = {
    ...inheritedEnv(),
    KAFKA_BROKERS: kafkaBrokers,
    MONGODB_URI: databaseUri(database),
    TRIBUTARY_BOOTSTRAP_API_KEY: BOOTSTRAP_KEY,
    NORMALIZER_GROUP: `${groups}-normalizer`,
    DEDUPLICATOR_GROUP: `${groups}-deduplicator`,
    GATEWAY_PUBLISH_DEADLINE_MS: '3000',
    QUERY_PAYLOAD_WAIT_MS: '10000',
    HTTP_HOST: '127.0.0.1',
    LOG_LEVEL: 'debug',
  };
  const tributary = async (...line: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [mainOf('tributary-cli'), ...line], { env })).stdout;
  await tributary('setup');
  const gateway = await prepare('ingest-gateway', 'GATEWAY_PORT', env);
  const normalizer = await prepare('normalizer', 'NORMALIZER_PORT', env);
  const deduplicator = await prepare('deduplicator', 'DEDUPLICATOR_PORT', env);
  const query = await prepare('query-api', 'QUERY_PORT', env);
  const all = [gateway, normalizer, deduplicator, query];
  const api = new ApiClient({ gateway: gateway.url, query: query.url }, BOOTSTRAP_KEY);
  return { gateway, normalizer, deduplicator, query, all, api, tributary, stop: () => stopAll(all) };
}

async function prepare(name: ServiceProcess['name'], portVariable: string, env: Record<string, string>) {
  const port = await freePort();
  return new ServiceProcess(name, { ...env, [portVariable]: String(port) }, port);
}

async function stopAll(services: readonly ServiceProcess[]): Promise<void> {
  const ends = await Promise.all(services.map(async (service) => ({ service, code: await service.stop() })));
  const bad = ends.filter(({ code }) => code !== 0);
  if (bad.length > 0) {
    const reports = bad.map(({ service, code }) => `exit code ${String(code)}\n${service.tail()}`);
    throw new Error(`Not every service stopped in good order:\n${reports.join('\n')}`);
  }
}
