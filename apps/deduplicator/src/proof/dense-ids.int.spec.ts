import { recordIdOf, userKey, type CanonicalRecord } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

describe('a dense HealthKit sample that comes from two sources', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const USER = userKey('demo', 'u1');
  const UUID = '7b0c4a52-91de-4f0b-8b1e-2d6a3c9f1e70';
  const [watch, phone] = [aSource('watch'), aSource('phone')];
  const beat = (source: typeof watch, hash: string, uuid = UUID): CanonicalRecord =>
    aSampleRecord({
      id: uuid,
      metric: 'heart_rate',
      start: '2026-10-20T06:00:00Z',
      value: 61,
      source,
      version: { hash },
      overrides: { id: recordIdOf('healthkit', uuid) },
    });
  /** Of a writer that tells sync versions. */
  const synced: CanonicalRecord = {
    ...beat(phone, '3'.repeat(16)),
    version: { client: 1, modifiedMs: null, hash: '3'.repeat(16) },
  };
  const older = beat(watch, '1'.repeat(16));
  const newer = beat(phone, '2'.repeat(16));
  const other = beat(watch, '0'.repeat(16), '00000000-0000-4000-8000-000000000001');
  const OTHER = { platform: 'healthkit' } as const;

  /** Feeds batches, each with the records named, one after the other; gives outcomes by batch and what is stored where. */
  async function fed(batches: readonly (readonly CanonicalRecord[])[]) {
    const { feed, data } = aDeduplicator(store);
    for (const [index, records] of batches.entries())
      await feed(
        aRun({ batch: { ...OTHER, batchId: `b${String(index)}` }, records: [...records], sources: [watch, phone] }),
      );
    const receipts = await data.receipts.all(USER);
    const chunks = [];
    for await (const chunk of data.chunks.each(USER)) chunks.push(chunk);
    return {
      outcomes: batches.map((_, index) => receipts.get(`b${String(index)}`)?.outcomes),
      ids: chunks.flatMap(({ records }) => [...records.keys()]),
      sources: chunks.map(({ key }) => key.sourceId),
      deduplicator: { feed, data },
    };
  }

  it('is one record, the newest of its versions', async () => {
    const { outcomes, ids, sources } = await fed([[older, other], [newer]]);
    expect(outcomes).toMatchObject([
      { created: 2, updated: 0 },
      { created: 0, updated: 1 },
    ]);
    expect(ids.sort()).toEqual([other.id, newer.id].sort());
    expect(sources.sort()).toEqual([watch.id, phone.id].sort());
  });

  it('is the same record when they come the other way round', async () => {
    const { outcomes, ids, sources } = await fed([[newer], [older]]);
    expect(outcomes).toMatchObject([{ created: 1 }, { created: 0, superseded: 1 }]);
    expect([ids, sources]).toEqual([[newer.id], [phone.id]]);
  });

  it.each([
    ['first', [synced, older], { superseded: 1 }],
    ['later', [older, synced], { updated: 1 }],
  ])('is one record when the version with a sync version comes %s', async (_order, [one, two], outcome) => {
    const { outcomes, ids, sources } = await fed([[one!], [two!]]);
    expect(outcomes).toMatchObject([{ created: 1 }, { created: 0, ...outcome }]);
    expect([ids, sources]).toEqual([[synced.id], [phone.id]]);
  });

  it('is one record within a batch', async () => {
    const { outcomes, ids } = await fed([[older, newer]]);
    expect(outcomes).toMatchObject([{ created: 1, updated: 1 }]);
    expect(ids).toEqual([newer.id]);
  });

  it.each([
    ['newer', newer],
    ['synced', synced],
  ])('goes with one delete after its %s version', async (_name, next) => {
    const { deduplicator } = await fed([[older], [next]]);
    const deletion = { ...aDeletion(UUID, '2026-10-21T00:00:00Z'), id: newer.id };
    await deduplicator.feed(aRun({ batch: { ...OTHER, batchId: 'd' }, deletions: [deletion] }));
    const left = [];
    for await (const chunk of deduplicator.data.chunks.each(USER)) left.push(chunk.id);
    expect(left).toEqual([]);
    expect((await deduplicator.data.receipts.get(USER, 'd'))?.outcomes.deleted).toBe(1);
  });
});
