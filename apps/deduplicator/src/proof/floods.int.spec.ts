import { recordIdOf, userKey, type CanonicalDeletion, type CanonicalRecord } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** As many deletes as make a flood, and the next ones. */
const FLOOD = 1_200;
const FIRST_MS = Date.parse('2026-10-20T06:00:00Z');
const USER = userKey('demo', 'u1');
const watch = aSource('watch');

const uuid = (at: number): string => `7b0c4a52-91de-4f0b-8b1e-${String(at).padStart(12, '0')}`;
const beat = (at: number): CanonicalRecord =>
  aSampleRecord({
    id: uuid(at),
    metric: 'heart_rate',
    start: new Date(FIRST_MS + at * 5_000).toISOString(),
    value: 61,
    source: watch,
    overrides: { id: recordIdOf('healthkit', uuid(at)), index: at },
  });
const deletion = (at: number, index: number): CanonicalDeletion => ({
  ...aDeletion(uuid(at), '2026-10-21T00:00:00Z', index),
  id: recordIdOf('healthkit', uuid(at)),
});
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, at) => first + at);

describe('a flood of deletes by uuid', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const open = () => {
    const { feed, data } = aDeduplicator(store);
    let batches = 0;
    const batch = () => ({ platform: 'healthkit', batchId: `b${String((batches += 1))}` }) as const;
    const outcomes = async () => (await data.receipts.get(USER, `b${String(batches)}`))?.outcomes;
    return {
      bring: async (at: readonly number[]) => {
        await feed(aRun({ batch: batch(), records: at.map(beat), sources: [watch] }));
        return outcomes();
      },
      remove: async (at: readonly number[]) => {
        await feed(aRun({ batch: batch(), deletions: at.map(deletion) }));
        return outcomes();
      },
      stored: async () => {
        const ids: string[] = [];
        for await (const { records } of data.chunks.each(USER)) ids.push(...records.keys());
        return ids.sort();
      },
    };
  };
  const idsOf = (at: readonly number[]): string[] => at.map((one) => recordIdOf('healthkit', uuid(one))).sort();

  it('takes what it names, flush after flush, and nothing else', async () => {
    const { bring, remove, stored } = open();
    await bring(from(0, 4_000));
    expect(await remove(from(0, FLOOD))).toMatchObject({ deleted: FLOOD, duplicate: 0 });
    expect(await remove(from(FLOOD, FLOOD))).toMatchObject({ deleted: FLOOD, duplicate: 0 });
    expect(await remove(from(0, FLOOD))).toMatchObject({ deleted: 0, duplicate: FLOOD });
    expect(await remove([3_999])).toMatchObject({ deleted: 1 });
    expect(await stored()).toEqual(idsOf(from(2 * FLOOD, 4_000 - 2 * FLOOD - 1)));
  });

  it('finds what came between two of its flushes', async () => {
    const { bring, remove, stored } = open();
    await bring(from(0, FLOOD));
    await remove(from(0, FLOOD));
    // A day later, in chunks that the first flush did not see.
    const late = from(20_000, FLOOD);
    await bring(late);
    await remove(late);
    expect(await stored()).toEqual([]);
  });

  it('buries what comes after it', async () => {
    const { bring, remove, stored } = open();
    await bring([0]);
    await remove(from(1, FLOOD));
    await remove(from(FLOOD + 1, FLOOD));
    expect(await bring(from(1, 2 * FLOOD))).toMatchObject({ created: 0, superseded: 2 * FLOOD });
    expect(await stored()).toEqual(idsOf([0]));
  });
});
