import { LAYOUTS } from '../layouts/layouts.mjs';
import { HOUR_MS, readings, START_MS } from '../layouts/readings.mjs';
import { percentilesOf } from '../percentiles.mjs';

const SAMPLES = 200_000;
const COMPRESSORS = ['zstd', 'snappy'];
const MIXES = [
  { name: 'health_connect', platform: 'health_connect', everyMs: 1_000 },
  { name: 'healthkit', platform: 'healthkit', everyMs: 1_000 },
];
const BUCKETS = [1, 4, 24];
/** Of the bucket lengths: dense as a workout, and as a watch at rest. */
const DENSITIES = [
  { name: '1 Hz', everyMs: 1_000, share: 1 },
  { name: '5 min', everyMs: 300_000, share: 0.1 },
];
const LATE = 20;
const READS = 5;
const DAY_MS = 24 * HOUR_MS;

/** The product's packed columns against the usual ways to keep samples in MongoDB, and against other bucket lengths. @param {import('../lab.mjs').Lab} lab */
export async function layoutsRow(lab) {
  const database = lab.database.useDb('bench-layouts');
  await database.dropDatabase();
  const rows = [];
  for (const { name, platform, everyMs } of MIXES) {
    const records = readings({ platform, everyMs, samples: Math.round(SAMPLES * lab.scale) });
    for (const [layout, create] of Object.entries(LAYOUTS)) {
      for (const compressor of COMPRESSORS)
        rows.push(asRow(name, `${layout}, ${compressor}`, await measure(database, records, compressor, create)));
    }
  }
  for (const { name, everyMs, share } of DENSITIES) {
    const records = readings({ platform: 'healthkit', everyMs, samples: Math.round(SAMPLES * lab.scale * share) });
    for (const hours of BUCKETS) {
      const create = (collection) => LAYOUTS['packed columns'](collection, hours);
      rows.push(asRow(name, `packed columns of ${hours} h, zstd`, await measure(database, records, 'zstd', create)));
    }
  }
  await database.dropDatabase();
  return rows;
}

const asRow = (mix, what, measured) => ({
  row: 'layouts',
  mix,
  what: `bytes per sample on disk, ${what}`,
  value: Number(measured.bytesPerSample.toFixed(1)),
  target: 'least',
  details: measured,
});

async function measure(database, records, compressor, create) {
  const samples = records.reduce((sum, record) => sum + record.samples.length, 0);
  const collection = await database.createCollection('layout', {
    storageEngine: { wiredTiger: { configString: `block_compressor=${compressor}` } },
  });
  const layout = create(collection);
  const stored = await milliseconds(() => layout.store(records));
  const bytes = await bytesOf(database);
  const day = records.filter(({ startMs }) => startMs < START_MS + DAY_MS);
  let operations = 0;
  const resent = await milliseconds(async () => (operations = await layout.resend(day)));
  const reads = await timesOf(READS, () => layout.day());
  const late = await timesOf(LATE, (turn) => layout.late(lateRecord(records, turn)));
  await collection.drop();
  return {
    bytesPerSample: (bytes.data + bytes.indexes) / samples,
    dataBytesPerSample: bytes.data / samples,
    insertedPerSecond: samples / (stored / 1000),
    resendDayOperations: operations,
    resendDayMs: resent,
    lateInsertMs: percentilesOf(late).p50,
    dayReadMs: percentilesOf(reads).p50,
  };
}

/** One more record in a chunk that is full. */
function lateRecord(records, turn) {
  const [model] = records;
  const startMs = START_MS + 1.5 * HOUR_MS + 500 + turn;
  const id = model.id.slice(0, -12) + String(turn).padStart(12, '0');
  const sample = { ...model.samples[0], part: '', startMs, endMs: startMs };
  return { ...model, id, startMs, endMs: startMs, samples: [sample] };
}

async function bytesOf(database) {
  await database.db.admin().command({ fsync: 1 });
  const { storageSize, totalIndexSize } = await database.db.command({ collStats: 'layout' });
  return { data: storageSize, indexes: totalIndexSize };
}

async function milliseconds(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function timesOf(times, work) {
  const all = [];
  for (let turn = 0; turn < times; turn++) all.push(await milliseconds(() => work(turn)));
  return all;
}
