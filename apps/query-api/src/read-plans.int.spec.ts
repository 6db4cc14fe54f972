import type { QUERY_ROUTES, CanonicalContent } from '@tributary/contracts';
import { PersonSeed } from './testing/person-seed.js';
import { startTestQueryApi, unindexedReads, type TestQueryApi } from './testing/running-query-api.js';
import { DAY, PHONE, seedDay, WATCH } from './testing/seeded-day.js';

let api: TestQueryApi;
const START = `${DAY}T08:00:00.000Z`;
const END = `${DAY}T09:00:00.000Z`;

beforeAll(async () => {
  api = await startTestQueryApi();
  const person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
  const point = { timeMs: Date.parse(START), latitude: 52.5, longitude: 13.4 };
  const run = {
    kind: 'workout',
    sport: 'running',
    rawSport: 37,
    title: null,
    statistics: {},
    segments: [],
    laps: [],
    events: [],
    activeSeconds: null,
    route: [point, { ...point, timeMs: point.timeMs + 1_000 }],
  } as unknown as CanonicalContent;
  await person.recording('hc-run', 'workout', 'running', [START, END], run, WATCH);
  const view = { id: 'run', start: START, end: END, sport: 'running', fieldSources: {} };
  const recordings = [{ id: 'hc-run', sourceId: WATCH }];
  await person.entity('workouts', 'run', [START, END], { ...view, recordings });
});
afterAll(() => api.close());

const U1 = '/v1/users/u1';
const WINDOW = `from=${DAY}&to=${DAY}`;

/** Every call, with every way to read that it offers. */
const CALLS: Readonly<Record<keyof typeof QUERY_ROUTES, readonly string[]>> = {
  readUser: [U1],
  listSources: [`${U1}/sources`],
  listSamples: [
    `${U1}/samples?metric=steps`,
    `${U1}/samples?metric=steps&${WINDOW}&source=${PHONE}`,
    `${U1}/samples?metric=weight&to=${DAY}`,
  ],
  listAggregates: [
    `${U1}/aggregates?metric=steps&bucket=PT1H&${WINDOW}`,
    `${U1}/aggregates?metric=heart_rate&bucket=P1M&source=all&from=2026-01-01&to=2026-12-31`,
    `${U1}/aggregates?metric=workout_duration&clock=local&${WINDOW}`,
    `${U1}/aggregates?metric=sleep_duration&source=${WATCH}&${WINDOW}`,
  ],
  listDailySummaries: [`${U1}/daily-summaries`, `${U1}/daily-summaries?${WINDOW}`],
  listWorkouts: [`${U1}/workouts?${WINDOW}`, `${U1}/workouts?view=recorded`, `${U1}/workouts?sport=running`],
  readWorkout: [`${U1}/workouts/run`, `${U1}/workouts/hc-run`],
  readWorkoutRoute: [`${U1}/workouts/run/route`],
  listSleep: [`${U1}/sleep?${WINDOW}`, `${U1}/sleep?view=recorded`, `${U1}/sleep?view=recorded&${WINDOW}`],
  listEvents: [`${U1}/events`, `${U1}/events?type=headache&${WINDOW}`],
  readRecord: [`${U1}/records/hk-w1`, `${U1}/records/hc-run`],
  explain: [`${U1}/explain?metric=steps&date=${DAY}`, `${U1}/explain?metric=heart_rate&${WINDOW}`],
  readPriorities: ['/v1/priorities'],
  readUserPriorities: [`${U1}/priorities`],
  listChanges: [`${U1}/changes`, `${U1}/changes?after=5&kinds=workout`],
  exportUser: [`${U1}/export`],
  readCatalog: ['/v1/catalog/metrics'],
};

it.each(Object.entries(CALLS))('%s answers', async (_operation, paths) => {
  for (const path of paths) expect({ path, status: (await api.get(path)).status }).toEqual({ path, status: 200 });
});

it('every read of every call is served by an index, in its order', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
