import { userKey, type CanonicalRecord } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

const [WATCH, PHONE] = [aSource('watch'), aSource('phone')];

/** What comes or goes at the end of a day decides over the first instants of the next one. */
describe('records beside the border of two days', () => {
  let store: Store;
  let people = 0;

  beforeAll(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterAll(() => dropTestStore(store));

  /** Steps by date, each record a batch of its own. */
  async function stepsOf(records: readonly CanonicalRecord[], deleted?: string) {
    const { feed, data } = aDeduplicator(store);
    const userId = `u${String(++people)}`;
    const batchOf = (batchId: string) => ({ userId, batchId });
    for (const [at, record] of records.entries())
      await feed(aRun({ batch: batchOf(`b${String(at)}`), records: [record], sources: [WATCH, PHONE] }));
    if (deleted !== undefined)
      await feed(aRun({ batch: batchOf('last'), deletions: [aDeletion(deleted, '2026-03-12T00:00:00Z')] }));
    const days = await data.dailySummaries.all(userKey('demo', userId));
    const standing = [...days].filter(([, { gone }]) => !gone);
    return Object.fromEntries(standing.map(([date, { view }]) => [date, view.metrics['steps']?.value]));
  }

  const atMidnight = aSampleRecord({ id: 'instant', start: '2026-03-11T00:00:00Z', value: 500, source: PHONE });
  const evening = aSampleRecord({
    id: 'evening',
    start: '2026-03-10T23:00:00Z',
    end: '2026-03-11T00:00:00Z',
    value: 40,
    source: WATCH,
  });

  it.each([
    ['after', [atMidnight, evening]],
    ['before', [evening, atMidnight]],
  ])('hide the instant at which they end when they come %s it', async (_order, records) => {
    // The end belongs to the record there: the better one hides the steps of midnight.
    expect(await stepsOf(records)).toEqual({ '2026-03-10': 40, '2026-03-11': 0 });
  });

  it('no longer hide it when they are deleted', async () => {
    expect(await stepsOf([evening, atMidnight], 'evening')).toEqual({ '2026-03-11': 500 });
  });

  const early = aSampleRecord({ id: 'early', start: '2026-03-10T23:59:59.800Z', value: 7, source: WATCH });
  const late = aSampleRecord({ id: 'late', start: '2026-03-11T00:00:00.200Z', value: 7, source: WATCH });

  it.each([
    ['the later', [late, early]],
    ['the earlier', [early, late]],
  ])('count once as near copies of which %s comes first', async (_order, records) => {
    expect(await stepsOf(records)).toEqual({ '2026-03-10': 7 });
  });

  it('count when the copy that counted is deleted', async () => {
    expect(await stepsOf([early, late], 'early')).toEqual({ '2026-03-11': 7 });
  });
});
