import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { logFile } from '../../infra/local-stack/paths.mjs';
import { freePort } from '../../infra/local-stack/ports.mjs';
import { lastLines } from '../../infra/local-stack/log-tail.mjs';
import { node24 } from '../../infra/run/ensure-toolchain.mjs';
import { NODE_FLAGS } from '../../infra/local-stack/node-flags.mjs';
import { mainOf } from '../../infra/run/services.mjs';
import { sumOf } from './prometheus.mjs';

const READY_WITHIN_MS = 90_000;
const MEMORY_EVERY_MS = 1_000;

const PORT_VARIABLES = {
  'ingest-gateway': 'GATEWAY_PORT',
  'query-api': 'QUERY_PORT',
  normalizer: 'NORMALIZER_PORT',
  deduplicator: 'DEDUPLICATOR_PORT',
};

/**
 * A built service as a process on a free port, ready to be measured.
 * @param {{ keeper: import('../../infra/local-stack/keeper.mjs').Keeper, env: NodeJS.ProcessEnv }} lab
 * @param {keyof typeof PORT_VARIABLES} name
 */
export async function startService({ keeper, env }, name) {
  const port = String(await freePort());
  const log = logFile(`bench-${name}`);
  rmSync(log, { force: true });
  const child = keeper.spawn(node24(), [...NODE_FLAGS, mainOf(name)], {
    env: { ...env, [PORT_VARIABLES[name]]: port },
    logFile: log,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/health/ready`, child, log);

  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  return {
    name,
    url,
    metrics,
    /** Seconds of CPU since the process began. */
    cpuSeconds: async () => sumOf(await metrics(), 'tributary_process_cpu_seconds_total'),
    watchMemory: () => watchMemory(metrics),
    stop: () => keeper.end(child, { graceMs: 30_000 }),
  };
}

/** Rejects with the end of the log when the process ends or the deadline passes first. */
export async function untilAnswering(url, child, log) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const isReady = await fetch(url).then(
      (response) => response.text().then(() => response.ok),
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error(`${url} did not become ready:\n${lastLines(log)}`);
}

/** Looks every second; `peak()` ends it and gives the most bytes seen. */
function watchMemory(metrics) {
  let most = 0;
  const look = async () => {
    const text = await metrics().catch(() => '');
    most = Math.max(most, sumOf(text, 'tributary_process_resident_memory_bytes'));
  };
  const timer = setInterval(look, MEMORY_EVERY_MS);
  return {
    async peak() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}
