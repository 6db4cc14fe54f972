import { setTimeout as sleep } from 'node:timers/promises';
import { userKey } from '@tributary/contracts';
import { HOUR_MS, readings, START_MS } from '../layouts/readings.mjs';
import { percentilesOf } from '../percentiles.mjs';
import { RawConnection } from '../raw-connection.mjs';
import { openDeduplicator } from '../store/in-process.mjs';
import { asSent, DEVICES, runsOf, sourceIdOfDevice } from '../store/runs.mjs';
import { startLiveIngest } from '../live-ingest.mjs';
import { ALL_SERVICES } from './services.mjs';

const STORED = 20_000_000;
const USERS = 40;
const USER = 'bench-reader';
const DAYS = 30;
const DAY_MS = 24 * HOUR_MS;
const DAY_SAMPLES = 86_400;
const READS = 40;
const WARM = 5;
const READS_OF_A_DAY = 60;
/** Until services that have done nothing yet have compiled what takes the data in. */
const WARM_INGEST_MS = 15_000;
/** A day at 1 Hz is 87 pages. */
const READS_OF_ALL_PAGES = 3;

const dateOf = (day) => new Date(START_MS + day * DAY_MS).toISOString().slice(0, 10);
const DAY_WINDOW = `from=${new Date(START_MS).toISOString()}&to=${new Date(START_MS + DAY_MS).toISOString()}`;
const PERSON = `/v1/users/${USER}`;
const HEART = `${PERSON}/samples?metric=heart_rate&${DAY_WINDOW}`;
const LINES = { accept: 'application/x-ndjson' };

/** What is asked, with its target in milliseconds at the 95th percentile and the rows of its answer; `null`: none is set. */
const QUESTIONS = [
  { mix: 'day summary', target: 20, rows: 1, path: `${PERSON}/daily-summaries?from=${dateOf(1)}&to=${dateOf(1)}` },
  {
    mix: '30 summaries',
    target: 50,
    rows: DAYS,
    path: `${PERSON}/daily-summaries?from=${dateOf(0)}&to=${dateOf(DAYS - 1)}`,
  },
  { mix: 'explain', target: 50, rows: 1_440, path: `${PERSON}/explain?metric=steps&date=${dateOf(1)}` },
  {
    mix: 'explain 1 Hz',
    target: null,
    rows: DAY_SAMPLES,
    path: `${PERSON}/explain?metric=heart_rate&${DAY_WINDOW}`,
    reads: READS_OF_A_DAY,
  },
  { mix: '1 Hz day', target: 150, rows: DAY_SAMPLES, path: HEART, headers: LINES, reads: READS_OF_A_DAY },
  { mix: '1 Hz, pages', target: null, rows: DAY_SAMPLES, path: `${HEART}&limit=1000`, reads: READS_OF_ALL_PAGES },
];

/** Answers of the query API over HTTP on a full store, with nothing beside them and while the data of others comes in. @param {import('../lab.mjs').Lab} lab */
export async function readsRow(lab) {
  const deduplicator = await openDeduplicator(process.env.MONGODB_URI);
  let stored = 0;
  try {
    stored = await fill(deduplicator, STORED * lab.scale);
    await sendReader(deduplicator);
  } finally {
    await deduplicator.close();
  }
  return lab.withServices(ALL_SERVICES, async ({ 'ingest-gateway': gateway, 'query-api': api }) => {
    const rows = [];
    for (const question of QUESTIONS) rows.push(await ask(lab, api, question, stored));
    const ingest = startLiveIngest(gateway.url, lab.key);
    await sleep(WARM_INGEST_MS);
    const beside = [];
    for (const question of QUESTIONS) beside.push(await ask(lab, api, question, stored));
    const meanwhile = await ingest.stop();
    return [
      ...rows,
      ...beside.map((row) => ({ ...row, mix: `${row.mix} + ingest`, details: { ...row.details, meanwhile } })),
    ];
  });
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

async function ask(lab, api, { mix, target, rows, path, headers = {}, reads = READS }, stored) {
  const connection = new RawConnection(api.url);
  const question = { connection, path, headers: { ...headers, authorization: `Bearer ${lab.key}` } };
  const times = [];
  let [bytes, cpuBefore] = [0, 0];
  for (let turn = 0; turn < WARM + reads; turn++) {
    if (turn === WARM) cpuBefore = await api.cpuSeconds();
    const answer = await read(question, turn === 0);
    bytes = answer.bytes;
    if (turn === 0 && answer.rows !== rows) throw new Error(`${mix}: ${answer.rows} rows instead of ${rows}`);
    if (turn >= WARM) times.push(answer.milliseconds);
  }
  const cpuMs = ((await api.cpuSeconds()) - cpuBefore) * (1_000 / reads);
  connection.close();
  const { p50, p95, most } = percentilesOf(times);
  return {
    row: 'reads',
    mix,
    what: 'p95 milliseconds until the last byte',
    value: Number((p95 ?? Number.NaN).toFixed(1)),
    target: target === null ? 'none' : `≤ ${target}`,
    details: { p50, p95, most, cpuMs, bytes, rows, reads, stored },
  };
}

/** One answer, or all pages of it; its rows are counted where that is asked for. */
async function read({ connection, path, headers }, counts) {
  let [milliseconds, bytes, rows, cursor] = [0, 0, 0, ''];
  do {
    const target = cursor === '' ? path : `${path}&cursor=${encodeURIComponent(cursor)}`;
    const answer = await connection.get(target, headers);
    if (answer.status !== 200) throw new Error(`A read answered ${answer.status}: ${answer.body()}`);
    milliseconds += answer.milliseconds;
    bytes += answer.raw.length;
    if (counts) rows += rowsOf(answer.body().toString());
    cursor = cursorOf(answer.raw);
  } while (cursor !== null);
  return { milliseconds, bytes, rows };
}

/** Only the end is looked at: a page ends with it. */
const cursorOf = (raw) => /"nextCursor":"([^"]+)"\}$/.exec(raw.subarray(-4_096).toString())?.[1] ?? null;

function rowsOf(text) {
  if (text.endsWith('\n')) return text.split('\n').length - 1;
  const { data, segments } = JSON.parse(text);
  return (data ?? segments).length;
}
