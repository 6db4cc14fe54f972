import {
  recordIdOf,
  userKey,
  type CanonicalDeletion,
  type CanonicalRecord,
  type ProductEvent,
  type SleepView,
  type Source,
} from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** What a subscriber hears of a night that is corrected. */
describe('a night', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  /** HealthKit codes. */
  const [IN_BED, CORE] = [0, 3];

  const session = (id: string, end: string): CanonicalRecord => ({
    ...aSampleRecord({ id, start: '2026-03-09T22:00:00Z', end, value: 0 }),
    content: { kind: 'sleep', title: null, notes: null, stages: [] },
  });

  const stage = (id: string, start: string, end: string, value = CORE): CanonicalRecord => ({
    ...aSampleRecord({ id, metric: 'sleep_stage', start, end, value }),
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

  it.each([
    ['health_connect', session('a', '2026-03-10T05:00:00Z')],
    ['healthkit', stage('a', '2026-03-09T22:00:00Z', '2026-03-10T05:00:00Z')],
  ] as const)('is flagged while the zone is assumed, and no longer once it is known (%s)', async (platform, record) => {
    const { feed, output } = aDeduplicator(store);
    const unnamed = { ...record, startOffsetMinutes: null, endOffsetMinutes: null };
    const receivedMs = Date.parse('2026-03-10T06:00:00Z');
    const batch = { platform, origin: 'backfill', deviceTimeZone: 'Europe/Berlin', receivedMs } as const;
    await feed(aRun({ batch: { ...batch, batchId: 'b1' }, records: [unnamed] }));
    // A live batch received before the night tells the zone from its receipt on.
    const told = { ...batch, batchId: 'b2', origin: 'live', receivedMs: Date.parse('2026-03-09T12:00:00Z') } as const;
    await feed(aRun({ batch: told, records: [] }));
    const nights = output.messages
      .flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as ProductEvent]))
      .filter(({ type }) => type.startsWith('sleep.'))
      .map(({ op, data }) => [op, (data as SleepView).zoneOffsetMinutes, (data as SleepView).flags]);
    const others = platform === 'healthkit' ? [] : ['generic_stages'];
    expect(nights).toEqual([
      ['created', 60, [...others, 'zone_assumed']],
      ['updated', 60, others],
    ]);
  });

  it('is wider in bed by a source that the rule for sleep never counts', async () => {
    const [WATCH, PHONE] = [aSource('watch'), aSource('phone')];
    const of = (record: CanonicalRecord, source: Source): CanonicalRecord => ({ ...record, sourceId: source.id });
    const asleep = of(stage('w', '2026-03-09T23:00:00Z', '2026-03-10T06:00:00Z'), WATCH);
    const inBed = of(stage('p', '2026-03-09T22:00:00Z', '2026-03-10T07:00:00Z', IN_BED), PHONE);
    const unlisted = {
      metric: 'sleep',
      effectiveFrom: null,
      order: [{ deviceType: 'watch' }],
      unlisted: 'never',
    } as const;
    const { feed, change, output, data } = aDeduplicator(store);
    const told = async () => [...(await data.sleepEpisodes.all(userKey('demo', 'u1')))][0]?.[1].view;
    await change([unlisted], 1);
    const batch = { platform: 'healthkit' } as const;
    await feed(aRun({ batch: { ...batch, batchId: 'b1' }, records: [asleep], sources: [WATCH, PHONE] }));
    expect(await told()).toMatchObject({ inBedSeconds: 25_200 });
    await feed(aRun({ batch: { ...batch, batchId: 'b2' }, records: [inBed], sources: [WATCH, PHONE] }));
    // In bed from 22:00 to 07:00, asleep from 23:00 to 06:00.
    const wide = { inBedSeconds: 32_400, asleepSeconds: 25_200, efficiency: 25_200 / 32_400 };
    expect(await told()).toMatchObject(wide);
    const heardBefore = output.messages.length;
    await change([], 2);
    expect(await told()).toMatchObject(wide);
    expect(output.messages.slice(heardBefore).filter(({ topic }) => topic.startsWith('sleep'))).toEqual([]);
  });

  /** A nap of an hour, as it was modified on a day of March at noon. */
  const nap = (date: string, modified: string): CanonicalRecord => ({
    ...aSampleRecord({
      id: 'nap',
      start: `${date}T13:00:00Z`,
      end: `${date}T14:00:00Z`,
      value: 0,
      version: { modifiedMs: Date.parse(`${modified}T12:00:00Z`) },
    }),
    content: { kind: 'sleep', title: null, notes: null, stages: [] },
  });

  /** Type and version of every event about the nap. */
  async function versionsOf(...batches: readonly Batch[]) {
    const { feed, output } = aDeduplicator(store);
    for (const [index, [records, deletions = []]] of batches.entries())
      await feed(aRun({ batch: { batchId: `b${String(index)}` }, records, last: { deletions: [...deletions] } }));
    return output.messages
      .flatMap(({ value }) => (value === null ? [] : [JSON.parse(String(value)) as ProductEvent]))
      .filter(({ type }) => type.startsWith('sleep.'))
      .map(({ type, entityId, version }) => [type, entityId, version]);
  }

  it('that is a nap goes on with its version where it is moved to an earlier month', async () => {
    expect(await versionsOf([[nap('2026-03-20', '2026-03-21')]], [[nap('2026-02-10', '2026-03-22')]])).toEqual([
      ['sleep.created', 'sleep-hc-nap', 1],
      ['sleep.updated', 'sleep-hc-nap', 2],
    ]);
  });

  it('that is a nap goes on with its version where it lives again in another month', async () => {
    const removed = aDeletion('nap', '2026-03-22T12:00:00Z');
    expect(
      await versionsOf([[nap('2026-03-20', '2026-03-21')]], [[], [removed]], [[nap('2026-02-10', '2026-03-23')]]),
    ).toEqual([
      ['sleep.created', 'sleep-hc-nap', 1],
      ['sleep.deleted', 'sleep-hc-nap', 2],
      ['sleep.created', 'sleep-hc-nap', 3],
    ]);
  });
});
