import { userKey } from '@tributary/contracts';
import { readings } from '../layouts/readings.mjs';
import { messageOf, openDeduplicator } from '../store/in-process.mjs';
import { aRun, asSent, sourceIdOfDevice } from '../store/runs.mjs';

const TARGET = 20_000;
const STORED = 5_000_000;
const DELETED = 100_000;
const PER_BATCH = 10_000;
const EVERY_MS = 5_000;
/** Samples made and stored in one go. */
const SLICE = 250_000;
const USER = 'bench-deletes';

/**
 * HealthKit coalesces old samples and tells of it in floods of uuids without a time: a stretch of the history of one
 * person goes, through the deduplicator in this process. @param {import('../lab.mjs').Lab} lab
 */
export async function deletesRow(lab) {
  const deduplicator = await openDeduplicator(process.env.MONGODB_URI);
  try {
    const stored = Math.round(STORED * lab.scale);
    const ids = await store(deduplicator, stored);
    const messages = Array.from({ length: Math.ceil(ids.length / PER_BATCH) }, (_, at) =>
      messageOf(
        aRun({ userId: USER, platform: 'healthkit', deletions: ids.slice(at * PER_BATCH, (at + 1) * PER_BATCH) }),
      ),
    );
    const startedAt = performance.now();
    for (const message of messages) await deduplicator.consume([message]);
    const seconds = (performance.now() - startedAt) / 1000;
    return [
      {
        row: 'deletes',
        mix: 'healthkit',
        what: 'deletions by uuid per second',
        value: Math.round(ids.length / seconds),
        target: `≥ ${TARGET.toLocaleString('en')}`,
        details: { stored, deleted: ids.length, seconds, messagesPublished: deduplicator.published() },
      },
    ];
  } finally {
    await deduplicator.close();
  }
}

/** Fills the history and answers the ids of what goes: the end of its first part. */
async function store(deduplicator, samples) {
  const sourceId = sourceIdOfDevice('watch');
  let gone = [];
  for (let from = 0; from < samples; from += SLICE) {
    const records = readings({
      platform: 'healthkit',
      samples: Math.min(SLICE, samples - from),
      everyMs: EVERY_MS,
      from,
    });
    if (from === 0) {
      // The person, its ledger and its source come to be as they always do.
      const [first, ...rest] = records;
      await deduplicator.feed(aRun({ userId: USER, platform: 'healthkit', records: asSent([first], 'heart_rate') }));
      gone = rest.slice(-DELETED).map(({ id }) => id);
    }
    await deduplicator.fill(userKey('demo', USER), 'heart_rate', sourceId, records);
  }
  return gone;
}
