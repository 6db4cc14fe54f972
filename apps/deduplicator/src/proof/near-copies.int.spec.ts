import {
  TOPICS,
  userKey,
  type CanonicalChunk,
  type CanonicalRecord,
  type ProductEvent,
  type SampleChanges,
} from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord } from '@tributary/testing';
import { settleIn } from './berlin-days.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** Steps are kept in chunks of a UTC day: one of the copies lies in the one that ends at midnight, the other in the next. */
describe('near copies over the border of a chunk', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  /** Names no offset, so that the days are those of the person's zone. */
  const steps = (id: string, start: string, end: string, value: number): CanonicalRecord =>
    aSampleRecord({ id, start, end, value, overrides: { startOffsetMinutes: null, endOffsetMinutes: null } });
  const BEFORE = steps('before', '2026-03-10T23:59:59.800Z', '2026-03-11T00:10:00.000Z', 800);
  const AFTER = steps('after', '2026-03-11T00:00:00.100Z', '2026-03-11T00:10:00.100Z', 800);
  const [MORNING, EVENING] = [
    steps('morning', '2026-03-10T06:00:00Z', '2026-03-10T06:10:00Z', 5),
    steps('evening', '2026-03-11T18:00:00Z', '2026-03-11T18:10:00Z', 5),
  ];
  const sent = (batchId: string, ...records: CanonicalRecord[]) => aRun({ batch: { batchId }, records });
  const removed = (id: string) =>
    aRun({ batch: { batchId: `-${id}` }, deletions: [aDeletion(id, '2026-03-12T00:00Z')] });

  /**
   * Ids of the samples that are flagged as copies: as stored, and as a subscriber knows them. Each run of a stranger
   * meets a process that has nothing in memory, those of a neighbour one that has what it worked on before.
   */
  async function flagged(runs: readonly CanonicalChunk[], userId: 'stranger' | 'neighbour') {
    const one = aDeduplicator(store);
    const messages = [];
    for (const run of runs) {
      const { feed, output } = userId === 'stranger' ? aDeduplicator(store) : one;
      const known = output.messages.length;
      await feed({ ...run, batch: { ...run.batch, userId } });
      messages.push(...output.messages.slice(known));
    }
    const told = new Map<string, readonly string[]>();
    for (const { topic, value } of messages) {
      if (topic !== TOPICS.samples.name) continue;
      const { data } = JSON.parse(String(value)) as ProductEvent<'samples'>;
      for (const { op, sample } of (data as SampleChanges).changes)
        if (op === 'deleted') told.delete(sample.id);
        else told.set(sample.id, 'flags' in sample ? sample.flags : []);
    }
    const stored = new Set<string>();
    for await (const { records } of one.data.chunks.each(userKey('demo', userId)))
      for (const { id, samples } of records.values())
        if (samples.some(({ flags }) => flags.includes('near_duplicate'))) stored.add(id);
    const known = [...told].filter(([, flags]) => flags.includes('near_duplicate')).map(([id]) => id);
    return { stored: [...stored].sort(), known: known.sort() };
  }

  const both = { stored: ['hc-after', 'hc-before'], known: ['hc-after', 'hc-before'] };
  const none = { stored: [], known: [] };

  describe.each(['UTC', 'Pacific/Auckland', 'America/New_York'])('of a person in %s', (zone) => {
    beforeEach(() => settleIn(zone, store, 'demo', ['stranger', 'neighbour']));

    it.each([
      ['whichever comes first', [sent('b1', BEFORE), sent('b2', AFTER)], both],
      ['also if it is the later one', [sent('b1', AFTER), sent('b2', BEFORE)], both],
      ['that come together', [sent('b1', BEFORE, AFTER)], both],
      ['until the first is deleted', [sent('b1', BEFORE, AFTER), removed('before')], none],
      ['until the second is deleted', [sent('b1', BEFORE, AFTER), removed('after')], none],
      [
        'and stay so when something else changes in their chunks',
        [sent('b1', BEFORE, AFTER), sent('b2', MORNING), sent('b3', EVENING)],
        both,
      ],
    ])('are flagged, %s', async (_title, runs, expected) => {
      expect(await flagged(runs, 'stranger')).toEqual(expected);
      expect(await flagged(runs, 'neighbour')).toEqual(expected);
    });
  });
});
