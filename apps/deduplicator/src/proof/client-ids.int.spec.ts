import { userKey, type CanonicalRecord } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

describe('an id of an app under several records', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const user = userKey('demo', 'u1');
  const walk = (id: string, hour: string, overrides: Partial<CanonicalRecord> = {}): CanonicalRecord =>
    aSampleRecord({
      id,
      start: `2026-10-20T${hour}:00:00Z`,
      end: `2026-10-20T${hour}:30:00Z`,
      value: 100,
      overrides: { clientRecordId: 'walk-1', ...overrides },
    });
  const warned = [{ index: 0, code: 'client_id_reused', path: 'records[0]' }];

  /** Feeds each record as a batch of its own; gives the warnings of each batch and the steps of the day. */
  async function fed(records: readonly CanonicalRecord[]) {
    const { feed, data } = aDeduplicator(store);
    for (const [index, record] of records.entries())
      await feed(
        aRun({ batch: { batchId: `b${String(index)}` }, records: [record], sources: [aSource(), aSource('band')] }),
      );
    const receipts = await data.receipts.all(user);
    const day = await data.dailySummaries.get(user, '2026-10-20');
    return {
      warnings: records.map((_, index) =>
        receipts.get(`b${String(index)}`)?.warnings.filter(({ code }) => code === 'client_id_reused'),
      ),
      steps: day?.view.metrics['steps']?.value,
    };
  }

  it('keeps both records and warns where their windows are disjoint, with the first batch that shows it', async () => {
    const records = [walk('a', '06'), walk('b', '08')];
    expect(await fed(records)).toEqual({ warnings: [[], warned], steps: 200 });
  });

  it('warns also when the record with the greater id came first', async () => {
    expect(await fed([walk('b', '08'), walk('a', '06')])).toEqual({ warnings: [[], warned], steps: 200 });
  });

  it('says nothing of a new version, of the same window, of another type or app', async () => {
    const quiet = [
      walk('a', '06', { version: { client: 1, modifiedMs: null, hash: '0000000000000001' } }),
      walk('a', '08', { version: { client: 2, modifiedMs: null, hash: '0000000000000002' } }),
      walk('b', '08'),
      walk('c', '10', { rawType: 'other' }),
      walk('d', '12', { sourceId: aSource('band').id }),
      walk('e', '14', { clientRecordId: null }),
    ];
    expect((await fed(quiet)).warnings).toEqual([[], [], [], [], [], []]);
  });

  it('warns once: the same batch content again is a duplicate', async () => {
    expect((await fed([walk('a', '06'), walk('b', '08'), walk('b', '08')])).warnings).toEqual([[], warned, []]);
  });
});
