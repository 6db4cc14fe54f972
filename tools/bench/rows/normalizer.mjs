import { setTimeout as sleep } from 'node:timers/promises';
import { MIXES, prepareLoad, requireAccepted } from '../load.mjs';
import { sumOf } from '../prometheus.mjs';

const TARGET = 150_000;
const BATCHES = { health_connect: 800, healthkit: 1_000 };
const USERS = 20;
const DRAINED_WITHIN_MS = 180_000;

/** Samples per second of the normalizer's own CPU time (consume, map, produce), so that what else runs matters little. @param {import('../lab.mjs').Lab} lab */
export const normalizerRow = (lab) =>
  lab.withServices(['ingest-gateway', 'normalizer'], async (services) => {
    const rows = [];
    for (const platform of MIXES) {
      await drain(lab, services, platform, 'warm', 60);
      const measured = await drain(lab, services, platform, 'measured', BATCHES[platform] * lab.scale);
      rows.push({
        row: 'normalizer',
        mix: platform,
        what: 'samples per second and core',
        value: Math.round(measured.samples / measured.cpuSeconds),
        target: `≥ ${TARGET.toLocaleString('en')}`,
        details: measured,
      });
    }
    return rows;
  });

async function drain(lab, services, platform, purpose, batches) {
  const { normalizer } = services;
  const load = await prepareLoad({
    url: `${services['ingest-gateway'].url}/v1/users/{id}/batches`,
    key: lab.key,
    seed: `normalizer-${platform}-${purpose}`,
    platform,
    users: USERS,
    batchesPerUser: Math.round(batches / USERS),
  });
  const before = await usage(normalizer);
  const memory = normalizer.watchMemory();
  const startedAt = performance.now();
  const sent = requireAccepted(await load.go());
  const after = await untilConsumed(normalizer, before.messages + sent.batches);
  return {
    samples: sent.samples,
    records: sent.records,
    bytes: sent.bytes,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    peakMemoryBytes: await memory.peak(),
  };
}

async function usage(service) {
  const text = await service.metrics();
  return {
    messages: sumOf(text, 'tributary_consumed_messages_total'),
    cpuSeconds: sumOf(text, 'tributary_process_cpu_seconds_total'),
  };
}

async function untilConsumed(service, messages) {
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const now = await usage(service);
    if (now.messages >= messages) return now;
    if (Date.now() > deadline)
      throw new Error(`The normalizer handled ${now.messages} of ${messages} messages in time`);
    await sleep(100);
  }
}
