import { userKey, type BatchFacts, type CanonicalRecord } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

/** What is learned of a person's zones after their data came moves the days of that data. */
describe('days that move', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const user = userKey('demo', 'u1');
  const noOffset = { startOffsetMinutes: null, endOffsetMinutes: null };

  const record = (id: string, metric: string, start: string, offsetMinutes: number | null): CanonicalRecord =>
    aSampleRecord({
      id,
      metric,
      start,
      end: new Date(Date.parse(start) + 1_800_000).toISOString(),
      value: 10,
      overrides: { startOffsetMinutes: offsetMinutes, endOffsetMinutes: offsetMinutes },
    });

  /** Feeds batches one after the other; gives the value of a metric by date. */
  async function fed(
    batches: readonly (Omit<Partial<BatchFacts>, 'records'> & { records: readonly CanonicalRecord[] })[],
  ) {
    const { feed, data } = aDeduplicator(store);
    for (const [index, { records, ...batch }] of batches.entries())
      await feed(aRun({ batch: { ...batch, batchId: `b${String(index)}`, records: records.length }, records }));
    const valuesOf = async (metric: string): Promise<Record<string, number>> => {
      const days = [...(await data.dailySummaries.all(user))].filter(([, { gone }]) => !gone);
      return Object.fromEntries(
        days.flatMap(([date, { view }]) => {
          const value = view.metrics[metric]?.value;
          return value === undefined ? [] : [[date, value]];
        }),
      );
    };
    return { data, valuesOf };
  }

  const evenings = ['2026-03-10', '2026-03-11'].map((date) => record(date, 'steps', `${date}T20:00:00Z`, null));

  it.each([
    ['backfill', '2026-05-01T08:00:00Z'],
    ['live', '2026-05-01T08:00:00Z'],
  ] as const)('come from a zone that a device tells first with a later %s batch', async (origin, received) => {
    const receivedMs = Date.parse(received);
    const night: CanonicalRecord = {
      ...record('night', 'steps', '2026-03-10T13:00:00Z', null),
      ...noOffset,
      endMs: Date.parse('2026-03-10T21:00:00Z'),
      content: { kind: 'sleep', title: null, notes: null, stages: [] },
    };
    const { data, valuesOf } = await fed([
      { origin, receivedMs, records: [...evenings, night] },
      {
        origin,
        receivedMs,
        deviceTimeZone: 'Asia/Tokyo',
        records: [record('later', 'steps', '2026-04-19T03:00:00Z', null)],
      },
    ]);
    // 20:00 UTC is 05:00 of the next day in Tokyo, and so is the waking at 21:00 UTC.
    expect(await valuesOf('steps')).toEqual({ '2026-03-11': 10, '2026-03-12': 10, '2026-04-19': 10 });
    const summary = await data.dailySummaries.get(user, '2026-03-11');
    expect(summary?.view).toMatchObject({ zone: 'Asia/Tokyo', dayLengthSeconds: 86_400, sleep: { episodes: 1 } });
    const [episode] = [...(await data.sleepEpisodes.all(user)).values()];
    expect(episode?.view).toMatchObject({ date: '2026-03-11', zoneOffsetMinutes: 540 });
  });

  it('keep the offsets that were told there when an older word of a device comes after them', async () => {
    // As a rebuild has it: the backfill lane is ahead of the live one. Between two hours at -10:00, 06:30 UTC is 20:30.
    const { valuesOf } = await fed([
      {
        receivedMs: Date.parse('2026-01-10T08:00:00Z'),
        deviceTimeZone: 'Europe/Berlin',
        records: [record('jan', 'steps', '2026-01-09T08:00:00Z', null)],
      },
      {
        origin: 'backfill',
        receivedMs: Date.parse('2026-06-10T08:00:00Z'),
        records: [
          record('may', 'steps', '2026-05-10T06:30:00Z', null),
          record('f1', 'floors_climbed', '2026-05-10T05:00:00Z', -600),
          record('f2', 'floors_climbed', '2026-05-11T11:00:00Z', -600),
        ],
      },
      // So that the flush of May is not what is in memory.
      { receivedMs: Date.parse('2026-02-01T08:00:00Z'), records: [record('old', 'steps', '2025-10-01T08:00:00Z', 0)] },
      {
        receivedMs: Date.parse('2026-03-01T08:00:00Z'),
        deviceTimeZone: 'America/New_York',
        records: [record('mar', 'steps', '2026-03-01T12:00:00Z', null)],
      },
    ]);
    expect(await valuesOf('steps')).toEqual({
      '2025-10-01': 10,
      '2026-01-09': 10,
      '2026-03-01': 10,
      '2026-05-09': 10,
    });
  });

  it('come from an offset that another metric names around them', async () => {
    // Between two hours at -10:00, 30 hours apart, everything is at -10:00: 06:30 UTC is 20:30 of the day before.
    const { valuesOf } = await fed([
      { deviceTimeZone: 'Europe/Berlin', records: [record('s', 'steps', '2026-03-10T06:30:00Z', null)] },
      {
        records: [
          record('f1', 'floors_climbed', '2026-03-10T05:00:00Z', -600),
          record('f2', 'floors_climbed', '2026-03-11T11:00:00Z', -600),
        ],
      },
    ]);
    expect(await valuesOf('steps')).toEqual({ '2026-03-09': 10 });
    expect(await valuesOf('floors_climbed')).toEqual({ '2026-03-09': 10, '2026-03-11': 10 });
  });

  it('leave nights and workouts on the clock of their hour, also where no day moves', async () => {
    const nap: CanonicalRecord = {
      ...record('nap', 'steps', '2026-03-10T12:00:00Z', null),
      content: { kind: 'sleep', title: null, notes: null, stages: [] },
    };
    const { data } = await fed([
      { deviceTimeZone: 'Europe/Berlin', records: [nap] },
      {
        records: [
          record('f1', 'floors_climbed', '2026-03-10T10:00:00Z', 120),
          record('f2', 'floors_climbed', '2026-03-10T14:00:00Z', 120),
        ],
      },
    ]);
    const [episode] = [...(await data.sleepEpisodes.all(user)).values()];
    expect(episode?.view).toMatchObject({ date: '2026-03-10', zoneOffsetMinutes: 120 });
  });

  it('are those of UTC two days and more from the only offset that was named, whichever came first', async () => {
    const named = { records: [record('named', 'steps', '2026-03-15T03:00:00Z', 540)] };
    const unnamed = { records: evenings };
    const expected = { '2026-03-10': 10, '2026-03-11': 10, '2026-03-15': 10 };
    expect(await (await fed([named, unnamed])).valuesOf('steps')).toEqual(expected);
    await store.connection.dropDatabase();
    expect(await (await fed([unnamed, named])).valuesOf('steps')).toEqual(expected);
  });

  it('come from the zone in which a device is, from the receipt of its batch on', async () => {
    // Received at 10:00 UTC in Berlin; data of 22:30 UTC then, 23:30 in Berlin, are of the next day in Tokyo.
    const receivedMs = Date.parse('2026-03-10T10:00:00Z');
    const { valuesOf } = await fed([
      {
        receivedMs: receivedMs - 3_600_000,
        deviceTimeZone: 'Europe/Berlin',
        records: [record('ahead', 'steps', '2026-03-10T22:15:00Z', null)],
      },
      { receivedMs, deviceTimeZone: 'Asia/Tokyo', records: [record('old', 'steps', '2026-01-10T12:00:00Z', null)] },
    ]);
    expect(await valuesOf('steps')).toEqual({ '2026-01-10': 10, '2026-03-11': 10 });
  });
});
