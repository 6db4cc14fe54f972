import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { node24 } from '../../infra/run/ensure-toolchain.mjs';

const script = fileURLToPath(new URL('./load-process.mjs', import.meta.url));

/** Samples in a body of about 100 KB. */
export const SAMPLES_PER_BATCH = { healthkit: 120, health_connect: 1_580 };
export const MIXES = ['health_connect', 'healthkit'];
/** Where load data begins: the past, so that no reading lies in the future. */
const START = '2026-01-05T00:00:00Z';

/**
 * @typedef {{ seconds: number, statuses: Record<string, number>, batches: number, records: number, samples: number, bytes: number,
 *   milliseconds: { p50: number, p95: number, p99: number, most: number }, ids: { userId: string, batchId: string }[] }} LoadResult
 */

/**
 * Prepares all bodies before it resolves; `go()` sends them.
 * @param {{ url: string, key: string, seed: string, platform: 'healthkit' | 'health_connect', users: number, batchesPerUser: number,
 *   mode?: 'live' | 'backfill', concurrency?: number }} wish `{id}` in the url stands for the user
 */
export async function prepareLoad({
  url,
  key,
  seed,
  platform,
  users,
  batchesPerUser,
  mode = 'live',
  concurrency = 16,
}) {
  const load = {
    seed,
    platform,
    users,
    batchesPerUser,
    samplesPerBatch: SAMPLES_PER_BATCH[platform],
    start: START,
    mode,
  };
  const child = fork(script, [JSON.stringify({ url, key, concurrency, load })], {
    execPath: node24(),
    execArgv: ['--max-old-space-size=4096'],
  });
  const { prepared } = await answer(child);
  return {
    ...prepared,
    /** @returns {Promise<LoadResult>} */
    async go() {
      const answered = answer(child);
      child.send('go');
      const { done } = await answered;
      child.disconnect();
      return done;
    },
  };
}

/** The next message, or an error when the process ends without one. */
function answer(child) {
  return new Promise((resolve, reject) => {
    const onExit = (code) => reject(new Error(`The load generator ended (${code})`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Fails a row whose load was refused: its number would mean nothing. @param {LoadResult} result */
export function requireAccepted(result) {
  const refused = Object.keys(result.statuses).filter(
    (status) => status >= 300 && status !== '429' && status !== '503',
  );
  if (refused.length > 0) throw new Error(`The load was refused: ${JSON.stringify(result.statuses)}`);
  return result;
}
