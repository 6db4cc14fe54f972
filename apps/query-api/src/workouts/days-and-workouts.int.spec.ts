import type { SampleView } from '@tributary/contracts';
import { aWorkoutContent } from '@tributary/testing';
import { PersonSeed } from '../testing/person-seed.js';
import { ids, startTestQueryApi, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
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

describe('daily summaries', () => {
  const summary = (date: string) => ({ date, zone: 'Europe/Berlin', metrics: {}, version: 1 });

  beforeAll(async () => {
    for (const date of ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'])
      await person.entity(
        'dailySummaries',
        date,
        [`${date}T00:00:00Z`, `${date}T23:00:00Z`],
        summary(date),
        date === '2026-03-11',
      );
  });

  it.each([
    ['all of them, without days that went away', '', ['2026-03-09', '2026-03-10', '2026-03-12']],
    ['dates, both included', '?from=2026-03-10&to=2026-03-12', ['2026-03-10', '2026-03-12']],
    ['instants by the local date they lie on', '?from=2026-03-09T23:00:00Z&to=2026-03-10T23:00:00Z', ['2026-03-10']],
    ['one side open', '?to=2026-03-09', ['2026-03-09']],
    ['up to the end of calendars', '?from=2026-03-10&to=9999-12-31T23:59:59Z', ['2026-03-10', '2026-03-12']],
  ])('%s', async (_title, query, dates) => {
    expect((await api.get(of(`/daily-summaries${query}`))).json.data.map((row) => row['date'])).toEqual(dates);
  });

  it('come in pages', async () => {
    const first = (await api.get(of('/daily-summaries?limit=2'))).json;
    expect(first.data).toHaveLength(2);
    const second = (await api.get(of(`/daily-summaries?limit=2&cursor=${String(first.nextCursor)}`))).json;
    expect(second).toEqual({ data: [summary('2026-03-12')], nextCursor: null });
  });
});

describe('workouts', () => {
  const window = [`${DAY}T08:00:00Z`, `${DAY}T09:00:00Z`] as const;
  const resolved = (id: string, sport: string, start: string, end: string) => ({
    id,
    sport,
    start,
    end,
    recordings: [{ id: 'hc-run', sourceId: WATCH }],
    fieldSources: {},
  });

  beforeAll(async () => {
    await person.recording(
      'hc-run',
      'workout',
      'trail_running',
      window,
      aWorkoutContent({
        sport: 'trail_running',
        title: 'Morning run',
        statistics: { distance: { unit: 'm', value: 9000 } },
        segments: [
          { type: 'pause', rawType: 1, startMs: Date.parse(`${DAY}T08:10:00Z`), endMs: Date.parse(`${DAY}T08:15:00Z`) },
        ],
        route: [
          { timeMs: Date.parse(`${DAY}T08:00:00Z`), latitude: 52.5, longitude: 13.4, altitude: 34 },
          { timeMs: Date.parse(`${DAY}T08:00:01Z`), latitude: 52.6, longitude: 13.5, speed: 3 },
        ],
      }),
      WATCH,
    );
    await person.entity(
      'workouts',
      'workout-1',
      window,
      resolved('workout-1', 'trail_running', `${DAY}T08:00:00.000Z`, `${DAY}T09:00:00.000Z`),
    );
    const swim = [`${DAY}T12:00:00Z`, `${DAY}T13:00:00Z`] as const;
    await person.entity(
      'workouts',
      'workout-2',
      swim,
      resolved('workout-2', 'pool_swimming', `${DAY}T12:00:00.000Z`, `${DAY}T13:00:00.000Z`),
    );
    await person.entity(
      'workouts',
      'workout-3',
      swim,
      resolved('workout-3', 'rowing', `${DAY}T12:00:00.000Z`, `${DAY}T13:00:00.000Z`),
      true,
    );
  });

  it.each([
    ['all that are there', '', ['workout-1', 'workout-2']],
    ['those of a group', '?sport=running', ['workout-1']],
    ['those that reach into a window', `?from=${DAY}T08:30:00Z&to=${DAY}T12:00:00Z`, ['workout-1']],
    ['as recorded', '?view=recorded', ['hc-run']],
    ['those of a code as sent', '?view=recorded&rawSport=56', ['hc-run']],
    ['none of a code nobody sent', '?view=recorded&rawSport=777', []],
  ])('%s', async (_title, query, expected) => {
    expect(ids((await api.get(of(`/workouts${query}`))).json)).toEqual(expected);
  });

  it('as recorded do not count pauses as active', async () => {
    const { json } = await api.get(of('/workouts?view=recorded&sport=trail_running'));
    expect(json.data[0]).toMatchObject({
      sport: 'trail_running',
      sportGroup: 'running',
      rawSport: 56,
      durationSeconds: 3600,
      activeSeconds: 3300,
      statistics: { distance: { unit: 'm', value: 9000 } },
      hasRoute: true,
    });
  });

  it('have the samples of their sources and a route', async () => {
    const { json } = await api.get(of('/workouts/workout-1'));
    expect(json).toMatchObject({ id: 'workout-1' });
    expect((json['samples'] as { id: string }[]).map(({ id }) => id)).toEqual(['hk-w1', 'hk-w2', 'hc-w1']);
    const route = await api.get(of('/workouts/workout-1/route'));
    expect(route.headers.get('content-type')).toContain('application/geo+json');
    expect(route.json).toEqual({
      type: 'Feature',
      geometry: {
        type: 'LineString',
        coordinates: [
          [13.4, 52.5, 34],
          [13.5, 52.6],
        ],
      },
      properties: {
        workoutId: 'workout-1',
        recordingId: 'hc-run',
        sourceId: WATCH,
        times: [`${DAY}T08:00:00.000Z`, `${DAY}T08:00:01.000Z`],
        speeds: [null, 3],
      },
    });
  });

  it('of several sources have their samples by metric and time', async () => {
    const ride = [`${DAY}T08:00:00Z`, `${DAY}T11:00:00Z`] as const;
    await person.recording('hc-ride-w', 'workout', 'cycling', ride, aWorkoutContent(), WATCH);
    await person.recording('hc-ride-p', 'workout', 'cycling', ride, aWorkoutContent(), PHONE);
    const view = resolved('workout-4', 'cycling', `${DAY}T08:00:00.000Z`, `${DAY}T11:00:00.000Z`);
    const recordings = [
      { id: 'hc-ride-w', sourceId: WATCH },
      { id: 'hc-ride-p', sourceId: PHONE },
    ];
    await person.entity('workouts', 'workout-4', ride, { ...view, recordings });
    const { json } = await api.get(of('/workouts/workout-4'));
    const order = (json['samples'] as SampleView[]).map(({ metric, id, start }) => [metric, id, start.slice(11, 16)]);
    expect(order).toEqual([
      ['heart_rate', 'hk-w1', '08:00'],
      ['heart_rate', 'hk-p1', '08:05'],
      ['heart_rate', 'hk-w2', '08:10'],
      ['heart_rate', 'hk-p2', '10:00'],
      ['steps', 'hc-w1', '08:00'],
      ['steps', 'hc-p1', '08:30'],
    ]);
  });

  it('have the route that an older version told when the one that stands says nothing of it', async () => {
    const other = new PersonSeed(api.store, 'demo', 'withheld');
    await other.profile();
    const content = aWorkoutContent({ route: 'withheld' });
    const point = { timeMs: Date.parse(`${DAY}T08:00:00Z`), latitude: 52.5, longitude: 13.4 };
    const points = [point, { ...point, longitude: 13.5 }];
    const version = { client: null, modifiedMs: Date.parse(`${DAY}T08:10:00Z`), hash: 'a' };
    await other.recording('hc-ride', 'workout', 'cycling', window, content, WATCH, { toldRoute: { version, points } });
    const [row] = (await api.get('/v1/users/withheld/workouts?view=recorded')).json.data;
    expect(row).toMatchObject({ id: 'hc-ride', hasRoute: true });
    const { json } = await api.get('/v1/users/withheld/workouts/hc-ride/route');
    const coordinates = [
      [13.4, 52.5],
      [13.5, 52.5],
    ];
    expect(json).toMatchObject({ geometry: { coordinates }, properties: { recordingId: 'hc-ride' } });
  });

  it('have no route of a single point, which is no line', async () => {
    const other = new PersonSeed(api.store, 'demo', 'pointed');
    await other.profile();
    const route = [{ timeMs: Date.parse(`${DAY}T08:00:00Z`), latitude: 52.5, longitude: 13.4 }];
    await other.recording('hc-ride', 'workout', 'cycling', window, aWorkoutContent({ route }), WATCH);
    expect((await api.get('/v1/users/pointed/workouts/hc-ride')).json).toMatchObject({ hasRoute: false });
    expect((await api.get('/v1/users/pointed/workouts/hc-ride/route')).status).toBe(404);
  });

  it('that went away are not found', async () => {
    expect((await api.get(of('/workouts/workout-3'))).status).toBe(404);
    expect((await api.get(of('/workouts/nothing/route'))).status).toBe(404);
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
