/** The load generator: a process of its own, so that it never shares an event loop with what it measures. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadBatches } from '@tributary/simulator';
import { percentilesOf } from './percentiles.mjs';

/** Answers that ask to come again; they are counted, and the batch is sent again. */
const BUSY = new Set([429, 503]);
const BUSY_PAUSE_MS = 100;

const { url, key, concurrency, load } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const batches = [...loadBatches(load)];

process.on('disconnect', () => process.exit());
process.once('message', async () => process.send({ done: await sendAll() }));
process.send({ prepared: sizesOf(batches) });

function sizesOf(some) {
  const sum = (of) => some.reduce((total, batch) => total + of(batch), 0);
  return {
    batches: some.length,
    records: sum(({ records }) => records),
    samples: sum(({ samples }) => samples),
    bytes: sum(({ body }) => body.length),
  };
}

async function sendAll() {
  const statuses = {};
  const latencies = [];
  const sent = [];
  const queue = [...batches];
  let next = 0;
  const worker = async () => {
    while (next < queue.length) {
      const batch = queue[next++];
      const startedAt = performance.now();
      const status = await post(batch);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status < 300) {
        latencies.push(performance.now() - startedAt);
        sent.push(batch);
      } else if (BUSY.has(status)) {
        queue.push(batch);
        await sleep(BUSY_PAUSE_MS);
      }
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return {
    ...sizesOf(sent),
    seconds: (performance.now() - startedAt) / 1000,
    statuses,
    milliseconds: percentilesOf(latencies),
    ids: sent.map(({ userId, batchId }) => ({ userId, batchId })),
  };
}

/** @returns {Promise<number>} the status, after the whole answer */
function post({ userId, body }) {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const call = request(url.replace('{id}', userId), { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}
