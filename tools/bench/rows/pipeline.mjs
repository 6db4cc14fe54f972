import { databaseBytes } from '../lab.mjs';
import { MIXES, prepareLoad, requireAccepted } from '../load.mjs';
import { busySeconds } from '../machine.mjs';
import { receiptReader, untilCompleted } from '../receipts.mjs';
import { ALL_SERVICES } from './services.mjs';

const TARGET = 40_000;
const BATCHES = { health_connect: 800, healthkit: 800 };
const USERS = 20;
const COMPLETED_WITHIN_MS = 600_000;
const LOOK_EVERY_MS = 250;

/** From the first POST until every receipt is completed, with broker and database on the same machine. @param {import('../lab.mjs').Lab} lab */
export const pipelineRow = (lab) =>
  lab.withServices(ALL_SERVICES, async (services) => {
    const rows = [];
    for (const platform of MIXES) {
      await through(lab, services, platform, 'warm', 40);
      const measured = await through(lab, services, platform, 'measured', BATCHES[platform] * lab.scale);
      rows.push({
        row: 'pipeline',
        mix: platform,
        what: 'samples per second until queryable',
        value: Math.round(measured.samples / measured.seconds),
        target: `≥ ${TARGET.toLocaleString('en')}`,
        details: measured,
      });
    }
    return rows;
  });

async function through(lab, services, platform, purpose, batches) {
  const gateway = services['ingest-gateway'];
  const load = await prepareLoad({
    url: `${gateway.url}/v1/users/{id}/batches`,
    key: lab.key,
    seed: `pipeline-${platform}-${purpose}`,
    platform,
    users: USERS,
    batchesPerUser: Math.round(batches / USERS),
  });
  const bytesBefore = await databaseBytes(lab);
  const flushesBefore = await flushCount(lab);
  const watches = Object.values(services).map((service) => [service.name, service.watchMemory()]);
  const before = await usage(services);
  const startedAt = performance.now();
  const sent = requireAccepted(await load.go());
  const read = receiptReader(gateway.url, lab.key);
  // A person's batches are done in order, and to ask for all of them would cost the gateway what it is measured by.
  await untilCompleted(read, lastOfEach(sent.ids), { withinMs: COMPLETED_WITHIN_MS, everyMs: LOOK_EVERY_MS });
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await usage(services);
  const peaks = await Promise.all(watches.map(async ([name, watch]) => [name, await watch.peak()]));
  requireCreated(await untilCompleted(read, sent.ids, { withinMs: COMPLETED_WITHIN_MS }), sent.records);
  const perSample = (amount) => amount / sent.samples;
  return {
    samples: sent.samples,
    records: sent.records,
    seconds,
    recordsPerFlush: sent.records / ((await flushCount(lab)) - flushesBefore),
    acceptedAfterSeconds: sent.seconds,
    cpuMicrosecondsPerSample: Object.fromEntries(
      Object.keys(services).map((name) => [name, perSample((after.cpu[name] - before.cpu[name]) * 1e6)]),
    ),
    machineCpuMicrosecondsPerSample: perSample((after.busy - before.busy) * 1e6),
    peakMemoryMiB: Object.fromEntries(peaks.map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)])),
    databaseBytesPerSample: perSample((await databaseBytes(lab)) - bytesBefore),
    bodyBytesPerSample: perSample(sent.bytes),
  };
}

/** @param {import('../receipts.mjs').BatchKey[]} ids in the order they were sent */
const lastOfEach = (ids) => [...new Map(ids.map((id) => [id.userId, id])).values()];

/** Seconds of CPU: of each service, and of the whole machine. */
async function usage(services) {
  const cpu = await Promise.all(
    Object.values(services).map(async (service) => [service.name, await service.cpuSeconds()]),
  );
  return { cpu: Object.fromEntries(cpu), busy: busySeconds() };
}

/** Each flush moves the ledger of its person once. */
async function flushCount({ database }) {
  const [total] = await database.db
    .collection('ledgers')
    .aggregate([{ $group: { _id: null, flushes: { $sum: '$revision' } } }])
    .toArray();
  return total?.flushes ?? 0;
}

/** A number is only worth something if every record has arrived. */
function requireCreated(receipts, records) {
  const created = receipts.reduce((sum, receipt) => sum + receipt.outcomes.created, 0);
  if (created !== records) throw new Error(`${created} of ${records} records were created`);
}
