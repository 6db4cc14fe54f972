import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from '../local-stack/log-tail.mjs';
import { logFile, repository } from '../local-stack/paths.mjs';
import { choosePort } from '../local-stack/ports.mjs';
import { node24 } from './ensure-toolchain.mjs';
import { NODE_FLAGS } from '../local-stack/node-flags.mjs';

const READY_WITHIN_MS = 90_000;
const DRAIN_WITHIN_MS = 30_000;

const SERVICES = [
  { name: 'ingest-gateway', port: 3000, portVariable: 'GATEWAY_PORT', urlVariable: 'GATEWAY_URL' },
  { name: 'query-api', port: 3001, portVariable: 'QUERY_PORT', urlVariable: 'QUERY_URL' },
  { name: 'normalizer', port: 3002, portVariable: 'NORMALIZER_PORT', urlVariable: 'NORMALIZER_URL' },
  { name: 'deduplicator', port: 3003, portVariable: 'DEDUPLICATOR_PORT', urlVariable: 'DEDUPLICATOR_URL' },
];

/** @typedef {import('../local-stack/keeper.mjs').Keeper} Keeper @typedef {Record<string, string>} Values */

export const mainOf = (app) => join(repository, 'apps', app, 'dist', 'main.js');

/** @returns {Promise<Values>} the port variable of every service */
export async function choosePorts() {
  /** @type {Values} */
  const ports = {};
  for (const { port, portVariable } of SERVICES) {
    ports[portVariable] = String(await choosePort({ asked: process.env[portVariable], preferred: port }));
  }
  return ports;
}

/** @param {Values} ports @returns {Values} */
export function serviceUrls(ports) {
  return Object.fromEntries(SERVICES.map((service) => [service.urlVariable, urlOf(service, ports)]));
}

/**
 * Starts all at once; `ready()` comes back when every one of them is.
 * @param {{ keeper: Keeper, env: NodeJS.ProcessEnv, ports: Values, onUnexpectedEnd: (name: string, logFile: string) => void }} options
 */
export function startServices({ keeper, env, ports, onUnexpectedEnd }) {
  let isStopping = false;
  const running = SERVICES.map((service) => {
    const log = logFile(service.name);
    const child = keeper.spawn(node24(), [...NODE_FLAGS, mainOf(service.name)], { env, logFile: log });
    const ended = keeper.exitCode(child).then(() => isStopping || onUnexpectedEnd(service.name, log));
    return { ...service, log, child, ended };
  });

  return {
    ready: () => Promise.all(running.map((service) => untilReady(service, ports))),
    async stop() {
      isStopping = true;
      await Promise.all(running.map(({ child }) => keeper.end(child, { graceMs: DRAIN_WITHIN_MS })));
    },
  };
}

const urlOf = ({ portVariable }, ports) => `http://127.0.0.1:${ports[portVariable]}`;

async function untilReady(service, ports) {
  const deadline = Date.now() + READY_WITHIN_MS;
  let verdict = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(`${urlOf(service, ports)}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      verdict = await response.text();
      if (response.ok) return;
    } catch (error) {
      verdict = error.cause?.code ?? error.message;
    }
    await sleep(200);
  }
  throw new Error(
    `${service.name} was not ready within ${READY_WITHIN_MS / 1000} s (${verdict}):\n${lastLines(service.log)}`,
  );
}
