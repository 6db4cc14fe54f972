import { setTimeout as sleep } from 'node:timers/promises';
import { loadBatches } from '@tributary/simulator';
import { prepareLoad, requireAccepted } from '../load.mjs';
import { percentilesOf } from '../percentiles.mjs';
import { receiptReader, untilCompleted } from '../receipts.mjs';
import { ALL_SERVICES } from './services.mjs';

const TARGET_MS = { idle: 500, backfill: 2_000 };
const BATCHES = 60;
const PAUSE_MS = 150;
const BACKFILL_BATCHES = 800;
const USERS = 20;
const BACKFILL_WITHIN_MS = 600_000;

/** One live person: from the POST of a small batch until its receipt is completed, idle and while others backfill. @param {import('../lab.mjs').Lab} lab */
export const latencyRow = (lab) =>
  lab.withServices(ALL_SERVICES, async (services) => {
    const { url } = services['ingest-gateway'];
    await liveLatencies(lab, url, 'live-warm', 10);
    const idle = await liveLatencies(lab, url, 'live-idle', BATCHES);
    const backfill = await prepareLoad({
      url: `${url}/v1/users/{id}/batches`,
      key: lab.key,
      seed: 'latency-backfill',
      platform: 'health_connect',
      users: USERS,
      batchesPerUser: Math.round((BACKFILL_BATCHES * lab.scale) / USERS),
      mode: 'backfill',
      concurrency: 4,
    });
    const backfilled = backfill.go();
    // A failure is reported where it is awaited below, not while the live person is measured.
    backfilled.catch(() => undefined);
    const loaded = await liveLatencies(lab, url, 'live-loaded', BATCHES);
    const stillRunning = await isOpen(lab, url, backfilled);
    const { ids } = requireAccepted(await backfilled);
    await untilCompleted(receiptReader(url, lab.key), ids, { withinMs: BACKFILL_WITHIN_MS });
    return [asRow('idle', idle), asRow('backfill', loaded, { backfillStillRunningAtTheEnd: stillRunning })];
  });

function asRow(mix, { p50, p95, most }, details = {}) {
  return {
    row: 'latency',
    mix,
    what: 'p95 milliseconds from POST to queryable, one live user',
    value: Math.round(p95),
    target: `≤ ${TARGET_MS[mix]}`,
    details: { p50, p95, most, batches: BATCHES, ...details },
  };
}

async function liveLatencies(lab, url, seed, count) {
  const read = receiptReader(url, lab.key);
  const load = {
    seed,
    platform: 'healthkit',
    users: 1,
    batchesPerUser: count,
    samplesPerBatch: 12,
    start: '2026-01-05T00:00:00Z',
    mode: 'live',
  };
  const latencies = [];
  for (const batch of loadBatches(load)) {
    const startedAt = performance.now();
    const response = await fetch(`${url}/v1/users/${batch.userId}/batches`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lab.key}`, 'content-type': 'application/json' },
      body: batch.body,
    });
    if (!response.ok) throw new Error(`A live batch answered ${response.status}`);
    await response.body?.cancel();
    await untilCompleted(read, [batch], { withinMs: 60_000, everyMs: 5 });
    latencies.push(performance.now() - startedAt);
    await sleep(PAUSE_MS);
  }
  return percentilesOf(latencies);
}

/** Whether the backfill was still under way, as it has to be for the number to mean what it says. */
async function isOpen(lab, url, backfilled) {
  const sent = await Promise.race([backfilled, Promise.resolve(null)]);
  if (sent === null) return true;
  const last = await receiptReader(url, lab.key)(sent.ids.at(-1));
  return last.status !== 'completed';
}
