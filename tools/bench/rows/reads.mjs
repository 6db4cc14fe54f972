import { userKey } from '@tributary/contracts';
import { HOUR_MS, readings, START_MS } from '../layouts/readings.mjs';
import { percentilesOf } from '../percentiles.mjs';
import { openDeduplicator } from '../store/in-process.mjs';
import { aRun, asSent, DEVICES, runsOf, sourceIdOfDevice } from '../store/runs.mjs';

const STORED = 20_000_000;
const USERS = 40;
const USER = 'bench-reader';
const DAYS = 30;
const DAY_MS = 24 * HOUR_MS;
const DAY_SAMPLES = 86_400;
const READS = 40;
const WARM = 5;
/** A day at 1 Hz is 87 pages. */
const READS_OF_A_DAY = 8;

const dateOf = (day) => new Date(START_MS + day * DAY_MS).toISOString().slice(0, 10);
const DAY_WINDOW = `from=${new Date(START_MS).toISOString()}&to=${new Date(START_MS + DAY_MS).toISOString()}`;
const PERSON = `/v1/users/${USER}`;

/** What is asked, each with its target in milliseconds at the 95th percentile. */
const QUESTIONS = [
  { mix: 'day summary', target: 20, path: `${PERSON}/daily-summaries?from=${dateOf(1)}&to=${dateOf(2)}` },
  { mix: '30 summaries', target: 50, path: `${PERSON}/daily-summaries?from=${dateOf(0)}&to=${dateOf(DAYS)}` },
  { mix: 'explain', target: 50, path: `${PERSON}/explain?metric=steps&date=${dateOf(1)}` },
  {
    mix: '1 Hz day',
    target: 150,
    path: `${PERSON}/samples?metric=heart_rate&limit=1000&${DAY_WINDOW}`,
    paged: true,
    reads: READS_OF_A_DAY,
  },
];

/** Answers of the query API on a full store, while others' data comes in. @param {import('../lab.mjs').Lab} lab */
export async function readsRow(lab) {
  const deduplicator = await openDeduplicator(process.env.MONGODB_URI);
  try {
    const stored = await fill(deduplicator, STORED * lab.scale);
    await sendReader(deduplicator);
    return await lab.withServices(['query-api'], async ({ 'query-api': api }) => {
      const ingest = startIngest(deduplicator);
      const rows = [];
      for (const question of QUESTIONS) rows.push(await ask(lab, api.url, question, stored));
      const ingested = await ingest.stop();
      return rows.map((row) => ({ ...row, details: { ...row.details, ingestedMeanwhile: ingested } }));
    });
  } finally {
    await deduplicator.close();
  }
}

/** History of other people. */
async function fill(deduplicator, wanted) {
  const samples = Math.round(wanted / USERS);
  const sourceId = sourceIdOfDevice('watch');
  for (let number = 0; number < USERS; number++) {
    const user = userKey('demo', `bench-history-${number}`);
    const records = readings({ platform: 'health_connect', samples, everyMs: 1_000 });
    await deduplicator.fill(user, 'heart_rate', sourceId, records);
  }
  return samples * USERS;
}

/** A month of steps from three devices, a minute each, and a day at 1 Hz. */
async function sendReader(deduplicator) {
  const head = { userId: USER, platform: 'health_connect' };
  for (const device of DEVICES) {
    for (let day = 0; day < DAYS; day++) await deduplicator.feed(...runsOf(minutesOfSteps(day), { ...head, device }));
  }
  const heart = asSent(readings({ ...head, samples: DAY_SAMPLES, everyMs: 1_000 }), 'heart_rate');
  await deduplicator.feed(...runsOf(heart, head));
}

function minutesOfSteps(day) {
  const records = readings({ platform: 'healthkit', samples: 1_440, everyMs: 60_000, from: day * 1_440 });
  return asSent(records, 'steps').map((record) => {
    const endMs = record.startMs + 60_000;
    const [sample] = record.content.samples;
    const content = { kind: 'samples', samples: [{ ...sample, endMs }] };
    return { ...record, id: record.id.replace('hk-', 'hc-'), rawType: 'Steps', endMs, content };
  });
}

/** Live batches of somebody else, one after the other, until it is stopped. */
function startIngest(deduplicator) {
  const records = readings({ platform: 'health_connect', samples: DAY_SAMPLES, everyMs: 1_000 });
  let goesOn = true;
  let samples = 0;
  async function run() {
    for (let at = 0; goesOn; at = (at + 10) % records.length) {
      const some = records.slice(at, at + 10);
      samples += some.length * 120;
      await deduplicator.feed(
        aRun({ userId: 'bench-ingest', platform: 'health_connect', records: asSent(some, 'heart_rate') }),
      );
    }
    return samples;
  }
  const running = run();
  // Met where `stop` is awaited.
  running.catch(() => undefined);
  return { stop: () => ((goesOn = false), running) };
}

async function ask(lab, url, { mix, target, path, paged = false, reads = READS }, stored) {
  const times = [];
  let answered = { bytes: 0, rows: 0 };
  for (let turn = 0; turn < WARM + reads; turn++) {
    const startedAt = performance.now();
    answered = await read(lab, url, path, paged);
    if (turn >= WARM) times.push(performance.now() - startedAt);
  }
  const { p50, p95, most } = percentilesOf(times);
  return {
    row: 'reads',
    mix,
    what: 'p95 milliseconds',
    value: Number((p95 ?? Number.NaN).toFixed(1)),
    target: `≤ ${target}`,
    details: { p50, p95, most, ...answered, stored },
  };
}

/** One answer, or all pages of it. */
async function read(lab, url, path, paged) {
  let [bytes, rows, cursor] = [0, 0, null];
  do {
    const response = await fetch(`${url}${path}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, {
      headers: { authorization: `Bearer ${lab.key}` },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`A read answered ${response.status}: ${text}`);
    bytes += text.length;
    const body = JSON.parse(text);
    rows += body.data?.length ?? body.segments?.length ?? 0;
    cursor = paged ? (body.nextCursor ?? null) : null;
  } while (cursor !== null);
  return { bytes, rows };
}
