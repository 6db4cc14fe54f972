import { PersonSeed, type SeededSample } from '../testing/person-seed.js';
import { ids, startTestQueryApi, values, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
import { DAY, PHONE, seedDay, WATCH } from '../testing/seeded-day.js';

let api: TestQueryApi;
let person: PersonSeed;

beforeAll(async () => {
  api = await startTestQueryApi();
  person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;

describe('sleep as recorded', () => {
  it('gives sessions, and the loose samples of a source stitched', async () => {
    const sleeper = new PersonSeed(api.store, 'demo', 'sleeper');
    await sleeper.profile();
    await sleeper.sources('watch', 'phone');
    const stage = (id: string, from: string, to: string, value: number): SeededSample => ({
      id,
      metric: 'sleep_stage',
      source: WATCH,
      start: from,
      end: to,
      value,
    });
    // HealthKit: 4 = deep, 5 = REM.
    await sleeper.samples([
      stage('hk-s1', '2026-03-09T22:00:00Z', '2026-03-10T02:00:00Z', 4),
      stage('hk-s2', '2026-03-10T02:30:00Z', '2026-03-10T05:00:00Z', 5),
    ]);
    const awake = {
      stage: 'awake',
      rawStage: 1,
      startMs: Date.parse('2026-03-10T00:00:00Z'),
      endMs: Date.parse('2026-03-10T01:00:00Z'),
    };
    const asleep = {
      stage: 'light',
      rawStage: 4,
      startMs: Date.parse('2026-03-09T23:00:00Z'),
      endMs: Date.parse('2026-03-10T00:00:00Z'),
    };
    await sleeper.recording(
      'hc-night',
      'sleep',
      'sleep_session',
      ['2026-03-09T23:00:00Z', '2026-03-10T01:00:00Z'],
      { kind: 'sleep', title: null, notes: null, stages: [asleep, awake] },
      PHONE,
    );
    const { json } = await api.get('/v1/users/sleeper/sleep?view=recorded&from=2026-03-10&to=2026-03-10');
    expect(json.data).toMatchObject([
      {
        id: 'hk-s1',
        date: '2026-03-10',
        stageSeconds: { deep: 14_400, rem: 9_000 },
        asleepSeconds: 23_400,
        inBedSeconds: 25_200,
        flags: ['stitched'],
      },
      {
        id: 'hc-night',
        date: '2026-03-10',
        stageSeconds: { light: 3600, awake: 3600 },
        asleepSeconds: 3600,
        awakeSeconds: 3600,
        efficiency: 0.5,
      },
    ]);
    expect(
      values(
        (
          await api.get(
            '/v1/users/sleeper/aggregates?metric=sleep_duration&from=2026-03-10&to=2026-03-10&source=' + PHONE,
          )
        ).json,
      ),
    ).toEqual([3600]);
  });

  it('says where a zone is assumed, of sessions and of loose samples', async () => {
    const sleeper = new PersonSeed(api.store, 'demo', 'nowhere');
    await sleeper.profile({ timeZone: undefined, zoneEntries: [] });
    await sleeper.sources('watch', 'phone');
    const asleep = (id: string, date: string, offsetMinutes: number | null): SeededSample => ({
      id,
      metric: 'sleep_stage',
      source: WATCH,
      start: `${date}T00:00:00Z`,
      end: `${date}T05:00:00Z`,
      value: 4,
      offsetMinutes,
    });
    await sleeper.samples([asleep('hk-named', '2026-03-08', 60), asleep('hk-unnamed', '2026-03-10', null)]);
    const night = { kind: 'sleep', title: null, notes: null, stages: [] } as const;
    await sleeper.recording(
      'hc-night',
      'sleep',
      'sleep_session',
      ['2026-03-12T00:00Z', '2026-03-12T05:00Z'],
      night,
      PHONE,
      {
        startOffsetMinutes: null,
        endOffsetMinutes: null,
      },
    );
    const { data } = (await api.get('/v1/users/nowhere/sleep?view=recorded')).json;
    expect(data.map((row) => [row['id'], (row['flags'] as string[]).includes('zone_assumed')])).toEqual([
      ['hk-named', false],
      ['hk-unnamed', true],
      ['hc-night', true],
    ]);
  });

  it('resolved gives the episodes', async () => {
    const night = { id: 'sleep-1', start: '2026-03-09T22:00:00.000Z', end: '2026-03-10T05:00:00.000Z' };
    await person.entity('sleepEpisodes', 'sleep-1', [night.start, night.end], night);
    expect((await api.get(of(`/sleep?from=${DAY}&to=${DAY}`))).json).toEqual({ data: [night], nextCursor: null });
  });
});

describe('events', () => {
  beforeAll(async () => {
    const event = (type: string) =>
      ({ kind: 'event', type, value: 'mild', rawValue: 1, attributes: { side: 'left' } }) as const;
    await person.recording(
      'hk-e1',
      'event',
      'headache',
      [`${DAY}T10:00:00Z`, `${DAY}T10:00:00Z`],
      event('headache'),
      PHONE,
    );
    await person.recording(
      'hk-e2',
      'event',
      'HKSomethingNew',
      [`${DAY}T10:00:00Z`, `${DAY}T11:00:00Z`],
      event('HKSomethingNew'),
      PHONE,
    );
  });

  it.each([
    ['of every type', '', ['hk-e1', 'hk-e2']],
    ['of a type the tables do not know', '?type=HKSomethingNew', ['hk-e2']],
    ['of a type that never came', '?type=nothing', []],
    ['that reach into a window', `?from=${DAY}T10:30:00Z&to=${DAY}T12:00:00Z`, ['hk-e2']],
  ])('%s', async (_title, query, expected) => {
    expect(ids((await api.get(of(`/events${query}`))).json)).toEqual(expected);
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
