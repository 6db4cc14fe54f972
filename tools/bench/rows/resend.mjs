import { readings } from '../layouts/readings.mjs';
import { openDeduplicator } from '../store/in-process.mjs';
import { asSent, runsOf } from '../store/runs.mjs';

const DAY = { platform: 'health_connect', samples: 86_400, everyMs: 1_000 };
const USER = 'bench-resend';

/** A day at 1 Hz that comes again in batches with other ids: what it writes, against its first time. @param {import('../lab.mjs').Lab} lab */
export async function resendRow(lab) {
  const deduplicator = await openDeduplicator(process.env.MONGODB_URI);
  try {
    const records = asSent(readings(DAY), 'heart_rate');
    const send = () => costOf(lab, () => deduplicator.feed(...runsOf(records, { userId: USER, ...DAY })));
    const first = await send();
    const again = await send();
    return [
      {
        row: 'resend',
        mix: DAY.platform,
        what: 'bytes written for a day sent again, as a share of its first time',
        value: Number((again.bytesWritten / first.bytesWritten).toFixed(3)),
        target: '< 0.1',
        details: { first, again },
      },
    ];
  } finally {
    await deduplicator.close();
  }
}

/** What the database did meanwhile: the journal has every write once, without what checkpoints add of their own. */
async function costOf(lab, work) {
  const before = await written(lab);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await written(lab);
  return {
    seconds,
    writeCommands: after.operations - before.operations,
    bytesWritten: after.bytes - before.bytes,
  };
}

async function written({ database }) {
  const { opcounters, wiredTiger } = await database.db.admin().command({ serverStatus: 1 });
  return {
    operations: opcounters.insert + opcounters.update + opcounters.delete,
    bytes: wiredTiger.log['log bytes written'],
  };
}
