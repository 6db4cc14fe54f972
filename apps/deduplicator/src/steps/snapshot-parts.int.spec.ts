import { userKey, type CanonicalSnapshot } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource, aWorkoutContent } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from '../proof/in-process-deduplicator.js';
import type { PersonRuns } from './group-by-person.js';
import { inSnapshotParts } from './snapshot-parts.js';

const USER = userKey('demo', 'u1');
const watch = aSource('watch');
const FIRST_MS = Date.parse('2026-03-01T00:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** A heart rate every minute: 240 a chunk of four hours, so that 42 of them, seven days, are the first part. */
const MINUTES = 8 * 1_440;

describe('snapshots of long windows', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const heartRates = (count: number) =>
    Array.from({ length: count }, (_, minute) => ({
      ...aSampleRecord({
        id: `m${String(minute)}`,
        metric: 'heart_rate',
        start: new Date(FIRST_MS + minute * MINUTE_MS).toISOString(),
        value: 60,
        source: watch,
      }),
      rawType: 'HeartRate',
      index: minute,
    }));
  const everything: CanonicalSnapshot = {
    recordType: 'HeartRate',
    app: null,
    startMs: Date.parse('2020-01-01T00:00:00Z'),
    endMs: Date.parse('2027-01-01T00:00:00Z'),
    present: [],
  };
  const asPerson = (...runs: PersonRuns['runs']): PersonRuns => ({
    user: USER,
    tenant: 'demo',
    userId: 'u1',
    origin: 'live',
    runs,
  });

  it('are gone through part by part, and end with nothing of what they lack', async () => {
    const { feed, data, output } = aDeduplicator(store);
    const records = heartRates(MINUTES);
    await feed(aRun({ sources: [watch], records }));
    const kept = records[7]!.id;
    const run = aRun({
      batch: { batchId: 'b2' },
      last: { snapshots: [{ ...everything, present: [kept] }], deletionsUnavailable: ['HeartRate'] },
    });

    const parts = await inSnapshotParts(asPerson(run), data);
    expect(parts.map(({ snapshotPart }) => snapshotPart)).toEqual([
      { fromMs: -Infinity, toMs: FIRST_MS + 7 * DAY_MS },
      { fromMs: FIRST_MS + 7 * DAY_MS, toMs: Infinity },
    ]);
    expect(parts.map(({ runs: [part] }) => [part?.last?.more, part?.last?.deletionsUnavailable])).toEqual([
      [true, []],
      [false, ['HeartRate']],
    ]);

    const published = output.messages.length;
    await feed(run);
    expect(await data.receipts.get(USER, 'b2')).toMatchObject({ status: 'completed', snapshotDeletions: MINUTES - 1 });
    const left = await data.chunks.inWindows([
      { user: USER, metric: 'heart_rate', fromMs: 0, toMs: FIRST_MS + 9 * DAY_MS },
    ]);
    expect(left.flatMap((chunk) => [...chunk.records.keys()])).toEqual([kept]);
    const told = output.messages.length;
    expect(told).toBeGreaterThan(published);
    await feed(run);
    expect(output.messages).toHaveLength(told);
  }, 60_000);

  it('have one part where little is stored, whatever else it is', async () => {
    const { feed, data } = aDeduplicator(store);
    const workout = {
      ...aSampleRecord({ id: 'w', start: '2026-03-01T10:00:00Z', end: '2026-03-01T11:00:00Z', value: 0 }),
      content: aWorkoutContent(),
      rawType: 'ExerciseSession',
    };
    await feed(aRun({ sources: [watch], records: [...heartRates(60), { ...workout, index: 60 }] }));
    const run = aRun({
      batch: { batchId: 'b2' },
      last: { snapshots: [everything, { ...everything, recordType: 'ExerciseSession' }] },
    });
    const other = aRun({ batch: { batchId: 'b3' } });
    expect(await inSnapshotParts(asPerson(run, other), data)).toEqual([asPerson(run, other)]);
    await feed(run);
    expect((await data.receipts.get(USER, 'b2'))?.snapshotDeletions).toBe(61);
  });

  it('are cut where flushes before and after them stay whole', async () => {
    const { feed, data } = aDeduplicator(store);
    await feed(aRun({ sources: [watch], records: heartRates(MINUTES) }));
    const [before, run, after] = ['b2', 'b3', 'b4'].map((batchId) =>
      aRun({ batch: { batchId }, last: { snapshots: batchId === 'b3' ? [everything] : [] } }),
    );
    const parts = await inSnapshotParts(asPerson(before!, run!, after!), data);
    expect(parts.map(({ runs }) => runs.map(({ batch }) => batch.batchId))).toEqual([['b2'], ['b3'], ['b3'], ['b4']]);
  }, 60_000);
});
