import { setTimeout as sleep } from 'node:timers/promises';
import { loadBatches } from '@tributary/simulator';
import { prepareLoad, requireAccepted } from '../load.mjs';
import { percentilesOf } from '../percentiles.mjs';
import { receiptReader, untilCompleted } from '../receipts.mjs';
import { ALL_SERVICES } from './services.mjs';

const TARGET_MS = { idle: 500, backfill: 2_000 };
const BATCHES = 60;
const PAUSE_MS = 150;
const LIVE_WITHIN_MS = 60_000;
const BACKFILL_BATCHES = 800;
const BACKFILL_USERS = 20;
const BACKFILL_WITHIN_MS = 600_000;
/** Seldom enough to be no load of its own. */
const LOOK_AT_BACKFILL_MS = 1_000;

/** One live person: from the POST of a small batch until its receipt is completed, idle and while others backfill. @param {import('../lab.mjs').Lab} lab */
export const latencyRow = (lab) =>
  lab.withServices(ALL_SERVICES, async (services) => {
    const { url } = services['ingest-gateway'];
    await liveLatencies(lab, url, 'live-warm', { atMost: 10 });
    const idle = await liveLatencies(lab, url, 'live-idle', { atMost: BATCHES });
    const backfill = await startBackfill(lab, url);
    const loaded = await liveLatencies(lab, url, 'live-loaded', { atMost: BATCHES, while: backfill.isOpen });
    return [asRow('idle', idle), asRow('backfill', loaded, { backfill: await backfill.completed })];
  });

function asRow(mix, latencies, details = {}) {
  const { p50, p95, most } = percentilesOf(latencies);
  return {
    row: 'latency',
    mix,
    what: 'p95 milliseconds from POST to queryable, one live user',
    value: Math.round(p95 ?? Number.NaN),
    target: `≤ ${TARGET_MS[mix]}`,
    details: { batches: latencies.length, p50, p95, most, ...details },
  };
}

/** Other people's history, sent as fast as it is taken. */
async function startBackfill(lab, url) {
  const load = await prepareLoad({
    url: `${url}/v1/users/{id}/batches`,
    key: lab.key,
    seed: 'latency-backfill',
    platform: 'health_connect',
    users: BACKFILL_USERS,
    batchesPerUser: Math.round((BACKFILL_BATCHES * lab.scale) / BACKFILL_USERS),
    mode: 'backfill',
    concurrency: 4,
  });
  let isOpen = true;
  const startedAt = performance.now();
  async function complete() {
    const { ids, samples } = requireAccepted(await load.go());
    const limits = { withinMs: BACKFILL_WITHIN_MS, everyMs: LOOK_AT_BACKFILL_MS };
    await untilCompleted(receiptReader(url, lab.key), ids, limits);
    return { samples, seconds: (performance.now() - startedAt) / 1000 };
  }
  const completed = complete().finally(() => (isOpen = false));
  // A failure is reported where `completed` is awaited, after the live person has been measured.
  completed.catch(() => undefined);
  return { completed, isOpen: () => isOpen };
}

/** Milliseconds of each batch, in turn; it ends early when `while` says so. */
async function liveLatencies(lab, url, seed, { atMost, while: goesOn = () => true }) {
  const read = receiptReader(url, lab.key);
  const start = '2026-01-05T00:00:00Z';
  const load = {
    seed,
    platform: 'healthkit',
    users: 1,
    batchesPerUser: atMost,
    samplesPerBatch: 12,
    start,
    mode: 'live',
  };
  const latencies = [];
  for (const batch of loadBatches(load)) {
    if (!goesOn()) break;
    const startedAt = performance.now();
    const response = await fetch(`${url}/v1/users/${batch.userId}/batches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.key}`, 'content-type': 'application/json' },
      body: batch.body,
    });
    if (!response.ok) throw new Error(`A live batch answered ${response.status}`);
    await response.body?.cancel();
    await untilCompleted(read, [batch], { withinMs: LIVE_WITHIN_MS, everyMs: 5 });
    latencies.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  return latencies;
}
