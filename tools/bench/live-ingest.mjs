import { setTimeout as sleep } from 'node:timers/promises';
import { loadBatches } from '@tributary/simulator';
import { SAMPLES_PER_BATCH } from './load.mjs';
import { receiptReader, untilCompleted } from './receipts.mjs';

const USERS = 10;
const BATCHES_PER_USER = 400;
/** Some 15,000 samples a second: busy, and below what the whole pipeline takes on two cores. */
const PAUSE_MS = 100;
const COMPLETED_WITHIN_MS = 120_000;

const LOAD = {
  seed: 'live-ingest',
  platform: 'health_connect',
  users: USERS,
  batchesPerUser: BATCHES_PER_USER,
  samplesPerBatch: SAMPLES_PER_BATCH.health_connect,
  start: '2026-01-05T00:00:00Z',
  mode: 'live',
};

/** Batches of other people at an even pace, for as long as something else is measured. @param {string} url of the gateway @param {string} key */
export function startLiveIngest(url, key) {
  const sent = [];
  let [goesOn, samples] = [true, 0];
  async function run() {
    for (const batch of loadBatches(LOAD)) {
      if (!goesOn) return;
      await post(url, key, batch);
      sent.push(batch);
      samples += batch.samples;
      await sleep(PAUSE_MS);
    }
  }
  const startedAt = performance.now();
  const running = run();
  // Met where `stop` is awaited.
  running.catch(() => undefined);
  return {
    /** Waits until what was sent is queryable. */
    async stop() {
      goesOn = false;
      await running;
      const seconds = (performance.now() - startedAt) / 1_000;
      await untilCompleted(receiptReader(url, key), sent, { withinMs: COMPLETED_WITHIN_MS });
      return { samples, perSecond: samples / seconds };
    },
  };
}

async function post(url, key, { userId, body }) {
  const response = await fetch(`${url}/v1/users/${userId}/batches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
  });
  if (!response.ok) throw new Error(`A live batch answered ${response.status}`);
  await response.body?.cancel();
}
