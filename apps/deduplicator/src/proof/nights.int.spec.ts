import { recordIdOf, type CanonicalDeletion, type CanonicalRecord, type ProductEvent } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** What a subscriber hears of a night that is corrected. */
describe('a night', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  /** HealthKit code of core sleep. */
  const CORE = 3;

  const session = (id: string, end: string): CanonicalRecord => ({
    ...aSampleRecord({ id, start: '2026-03-09T22:00:00Z', end, value: 0 }),
    content: { kind: 'sleep', title: null, notes: null, stages: [] },
  });

  const stage = (id: string, start: string, end: string): CanonicalRecord => ({
    ...aSampleRecord({ id, metric: 'sleep_stage', start, end, value: CORE }),
    id: recordIdOf('healthkit', id),
  });

  const removal = (id: string): CanonicalDeletion => ({
    ...aDeletion(id, '2026-03-10T12:00:00Z'),
    id: recordIdOf('healthkit', id),
  });

  type Batch = readonly [records: readonly CanonicalRecord[], deletions?: readonly CanonicalDeletion[]];

  /** Type, entity and seconds asleep of every event about sleep. */
  async function heard(platform: 'health_connect' | 'healthkit', batches: readonly Batch[]) {
    const { feed, output } = aDeduplicator(store);
    for (const [index, [records, deletions = []]] of batches.entries())
      await feed(
        aRun({ batch: { batchId: `b${String(index)}`, platform }, records, last: { deletions: [...deletions] } }),
      );
    return output.messages
      .flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as ProductEvent]))
      .filter(({ type }) => type.startsWith('sleep.'))
      .map(({ type, entityId, data }) => [type, entityId, (data as { asleepSeconds: number } | null)?.asleepSeconds]);
  }

  it('that grows under new ids is updated, whatever the ids', async () => {
    expect(
      await heard('health_connect', [
        [[session('b', '2026-03-10T02:00:00Z')]],
        [[session('a', '2026-03-10T07:00:00Z')]],
      ]),
    ).toEqual([
      ['sleep.created', 'sleep-2026-03-09', 4 * 3600],
      ['sleep.updated', 'sleep-2026-03-09', 9 * 3600],
    ]);
  });

  it('whose samples are deleted and written anew is updated', async () => {
    expect(
      await heard('healthkit', [
        [[stage('b', '2026-03-09T22:00:00Z', '2026-03-10T05:00:00Z')]],
        [[stage('a', '2026-03-09T22:30:00Z', '2026-03-10T05:30:00Z')], [removal('b')]],
      ]),
    ).toEqual([
      ['sleep.created', 'sleep-2026-03-09', 7 * 3600],
      ['sleep.updated', 'sleep-2026-03-09', 7 * 3600],
    ]);
  });

  it('hands its name on to a longer one of the same evening', async () => {
    expect(
      await heard('healthkit', [
        [[stage('a', '2026-03-09T22:00:00Z', '2026-03-10T00:00:00Z')]],
        [[stage('b', '2026-03-10T02:00:00Z', '2026-03-10T06:00:00Z')]],
      ]),
    ).toEqual([
      ['sleep.created', 'sleep-2026-03-09', 2 * 3600],
      ['sleep.updated', 'sleep-2026-03-09', 4 * 3600],
      ['sleep.created', 'sleep-hk-a', 2 * 3600],
    ]);
  });
});
