import type { CanonicalContent } from '@tributary/contracts';
import { packChange, sequenceKey } from '@tributary/store';
import { PersonSeed } from '../testing/person-seed.js';
import { startTestQueryApi, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
import { at, DAY, PHONE, pulse, WATCH } from '../testing/seeded-day.js';

const HOUR = 60;
const PAGE = 3;
/** Rows at the start of the listing; the middle ones begin at one instant, so that ids decide. */
const ROWS = 12;
const TIED_FROM = 4;
const TIED_TO = 8;

let api: TestQueryApi;
beforeAll(async () => {
  api = await startTestQueryApi();
});
afterAll(() => api.close());

/** One list: how a row of a name and start (minutes of the day) comes to be. */
interface Listing {
  readonly path: string;
  readonly put: (person: PersonSeed, name: string, minutes: number) => Promise<void>;
}

const windowAt = (minutes: number) => [at(DAY, minutes), at(DAY, minutes + 30)] as const;

const entity =
  (collection: 'workouts' | 'sleepEpisodes'): Listing['put'] =>
  async (person, name, minutes) => {
    const [start, end] = windowAt(minutes).map((instant) => new Date(instant).toISOString());
    await person.entity(collection, name, windowAt(minutes), { id: name, start, end, sport: 'running' });
  };

const recording =
  (kind: 'workout' | 'sleep' | 'event', content: (window: readonly [string, string]) => object): Listing['put'] =>
  (person, name, minutes) => {
    const window = windowAt(minutes);
    return person.recording(name, kind, 'running', window, content(window) as CanonicalContent, PHONE);
  };

const asWorkout = () => ({
  kind: 'workout',
  sport: 'running',
  rawSport: 37,
  title: null,
  statistics: {},
  segments: [],
  laps: [],
  events: [],
  activeSeconds: null,
});
const asSleep = ([start, end]: readonly [string, string]) => ({
  kind: 'sleep',
  title: null,
  notes: null,
  stages: [{ stage: 'light', rawStage: 4, startMs: Date.parse(start), endMs: Date.parse(end) }],
});
const asEvent = () => ({ kind: 'event', type: 'headache', value: 'mild', rawValue: 1, attributes: {} });

const LISTINGS: Readonly<Record<string, Listing>> = {
  samples: {
    path: '/samples?metric=heart_rate',
    put: (person, name, minutes) => person.samples([pulse(`hk-${name}`, WATCH, at(DAY, minutes), 60)]),
  },
  'workouts, resolved': { path: '/workouts', put: entity('workouts') },
  'workouts, recorded': { path: '/workouts?view=recorded', put: recording('workout', asWorkout) },
  'sleep, resolved': { path: '/sleep', put: entity('sleepEpisodes') },
  'sleep, recorded': { path: '/sleep?view=recorded', put: recording('sleep', asSleep) },
  events: { path: '/events', put: recording('event', asEvent) },
};

/** Name and start of the rows that exist for the whole listing, in its order. */
const rows = Array.from({ length: ROWS }, (_, number) => {
  const isTied = number >= TIED_FROM && number < TIED_TO;
  return { name: `row-${String(number).padStart(2, '0')}`, minutes: (isTied ? TIED_FROM : number) * HOUR };
});

/** The names on all pages of a list; `meanwhile` runs between two. */
async function listed(path: string, meanwhile: (page: number) => Promise<void>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const sign = path.includes('?') ? '&' : '?';
    const { json }: Awaited<ReturnType<TestQueryApi['get']>> = await api.get(
      `${path}${sign}limit=${String(PAGE)}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    seen.push(...json.data.map((row) => String(row['id'] ?? row['date'] ?? row['sequence']).replace('hk-', '')));
    cursor = json.nextCursor;
    await meanwhile(page);
  }
  return seen;
}

const ofTheStart = (seen: readonly string[]) => seen.filter((name) => /^row-\d\d$/.test(name));

describe('pages of a list that is written to', () => {
  it.each(Object.entries(LISTINGS))('have each row once: %s', async (title, { path, put }) => {
    const person = new PersonSeed(api.store, 'demo', title.replaceAll(/\W+/g, '-'));
    await person.profile();
    await person.sources('watch', 'phone');
    for (const { name, minutes } of [...rows].reverse()) await put(person, name, minutes);
    const seen = await listed(`/v1/users/${person.userId}${path}`, async (page) => {
      // Before everything, among the ties on either side of the cursor, and behind everything.
      await put(person, `new-${String(page)}`, -HOUR + page);
      await put(person, `row-05-${String(page)}`, TIED_FROM * HOUR);
      await put(person, `zew-${String(page)}`, (ROWS + page) * HOUR);
      if (page > ROWS) throw new Error('The listing does not end');
    });
    expect(ofTheStart(seen)).toEqual(rows.map(({ name }) => name));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('go on where a row was that went away', async () => {
    const person = new PersonSeed(api.store, 'demo', 'gone');
    await person.profile();
    const { put } = LISTINGS['events']!;
    for (const { name, minutes } of rows) await put(person, name, minutes);
    const seen = await listed('/v1/users/gone/events', async (page) => {
      // The last row of the page just shown: its cursor names it.
      const last = rows[(page + 1) * PAGE - 1]?.name ?? '';
      await api.store.collection('recordings').deleteOne({ _id: `demo/gone|${last}` as never });
    });
    expect(seen).toEqual(rows.map(({ name }) => name));
  });

  it('of days go by date', async () => {
    const person = new PersonSeed(api.store, 'demo', 'days');
    await person.profile();
    const putDay = (date: string) =>
      person.entity('dailySummaries', date, [`${date}T00:00:00Z`, `${date}T23:00:00Z`], { date, metrics: {} });
    const dates = Array.from({ length: ROWS }, (_, day) => `2026-03-${String(2 * day + 2).padStart(2, '0')}`);
    for (const date of dates) await putDay(date);
    const seen = await listed('/v1/users/days/daily-summaries', async (page) => {
      await putDay('2026-03-01');
      await putDay(`2026-03-${String(2 * page + 3).padStart(2, '0')}`);
    });
    expect(seen.filter((date) => dates.includes(date))).toEqual(dates);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('of changes go by sequence', async () => {
    const person = new PersonSeed(api.store, 'demo', 'changes');
    await person.profile();
    const put = (sequence: number) => {
      const json = Buffer.from(JSON.stringify({ type: 'workout.created', sequence }));
      return person.changes(new Map([[sequenceKey(sequence), packChange('workout', json)]]));
    };
    for (let sequence = 1; sequence <= ROWS; sequence++) await put(sequence);
    const seen = await listed('/v1/users/changes/changes', (page) => put(ROWS + 1 + page));
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => String(index + 1)));
    expect(seen.length).toBeGreaterThanOrEqual(ROWS);
  });

  it('of aggregates go by bucket', async () => {
    const person = new PersonSeed(api.store, 'demo', 'buckets');
    await person.profile();
    await person.sources('watch');
    const path = `/v1/users/buckets/aggregates?metric=heart_rate&bucket=PT1H&from=${DAY}&to=${DAY}`;
    const starts: unknown[] = [];
    let cursor = '';
    for (let page = 0; cursor !== 'null'; page++) {
      const { json } = await api.get(`${path}&limit=5${cursor && `&cursor=${cursor}`}`);
      starts.push(...json.data.map((row) => row['start']));
      cursor = String(json.nextCursor);
      await person.samples([pulse(`hk-${String(page)}`, WATCH, at(DAY, page * HOUR), 60)]);
    }
    // The day of Berlin, 23:00Z to 23:00Z.
    expect(starts).toEqual(Array.from({ length: 24 }, (_, hour) => new Date(at(DAY, (hour - 1) * HOUR)).toISOString()));
  });

  it('of sleep do not end at sessions that have nothing to show', async () => {
    const person = new PersonSeed(api.store, 'demo', 'naps');
    await person.profile();
    const { put } = LISTINGS['sleep, recorded']!;
    for (let number = 0; number < 2 * PAGE; number++) {
      const instant = at(DAY, number);
      const content = { kind: 'sleep', title: null, notes: null, stages: [] } as CanonicalContent;
      await person.recording(`empty-${String(number)}`, 'sleep', 'sleep', [instant, instant], content, PHONE);
    }
    await put(person, 'row-00', 10 * HOUR);
    expect(await listed('/v1/users/naps/sleep?view=recorded', () => Promise.resolve())).toEqual(['row-00']);
  });
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
