import { packChange, sequenceKey } from '@tributary/store';
import type { ProductEvent } from '@tributary/contracts';
import { aSourceId, at, PersonSeed, type SeededSample } from './testing/person-seed.js';
import { startTestQueryApi, type Json, type TestQueryApi } from './testing/running-query-api.js';

const WATCH = aSourceId('watch');
const PHONE = aSourceId('phone');
const DAY = '2026-03-10';

let api: TestQueryApi;
let person: PersonSeed;

const steps = (id: string, source: typeof WATCH, start: string, end: string, value: number): SeededSample => ({
  id,
  metric: 'steps',
  source,
  start,
  end,
  value,
});
const pulse = (id: string, source: typeof WATCH, start: string, value: number): SeededSample => ({
  id,
  metric: 'heart_rate',
  source,
  start,
  value,
});

beforeAll(async () => {
  api = await startTestQueryApi();
  // From here on every read is profiled: the last test looks at how each was planned.
  await api.store.connection.db?.setProfilingLevel('all');
  person = new PersonSeed(api.store, 'demo', 'u1');
  await person.profile();
  await person.sources('watch', 'phone');
  await person.samples([
    // Berlin is at +01:00 on this day: 08:00Z is 09:00 there.
    steps('hc-w1', WATCH, `${DAY}T08:00:00Z`, `${DAY}T09:00:00Z`, 600),
    steps('hc-p1', PHONE, `${DAY}T08:30:00Z`, `${DAY}T09:30:00Z`, 600),
    // Over local midnight (23:00Z), half on each day.
    steps('hc-w2', WATCH, `${DAY}T22:30:00Z`, `${DAY}T23:30:00Z`, 100),
    pulse('hk-w1', WATCH, `${DAY}T08:00:00Z`, 60),
    pulse('hk-w2', WATCH, `${DAY}T08:10:00Z`, 80),
    pulse('hk-p1', PHONE, `${DAY}T08:05:00Z`, 100),
    pulse('hk-p2', PHONE, `${DAY}T10:00:00Z`, 90),
  ]);
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;
const ids = ({ data }: Json) => data.map((row) => row['id']);
const values = ({ data }: Json) => data.map((row) => row['value']);

describe('who may read', () => {
  it.each([
    ['no token', '/v1/users/u1', null, 401, 'token_missing'],
    ['an unknown token', '/v1/users/u1', 'trb_nobody-knows-this', 401, 'token_invalid'],
    ['an unknown person', '/v1/users/u2/sources', undefined, 404, 'not_found'],
    ['a malformed person', '/v1/users/a%20b/sources', undefined, 404, 'not_found'],
    ['an unknown call', '/v1/users/u1/nothing', undefined, 404, 'not_found'],
  ])('%s', async (_title, path, token, status, code) => {
    expect(await api.get(path, token)).toMatchObject({ status, json: { code } });
  });

  it('answers a person of another tenant in the words of an unknown one', async () => {
    const other = await api.get('/v1/users/u1', await api.key('other'));
    const unknown = await api.get('/v1/users/u3');
    expect(other.status).toBe(404);
    expect({ ...other.json, instance: '' }).toEqual({ ...unknown.json, instance: '' });
  });

  it('refuses a key without the scope', async () => {
    expect(await api.get('/v1/users/u1', await api.key('demo', ['ingest']))).toMatchObject({
      status: 403,
      json: { code: 'scope_missing' },
    });
  });
});

describe('a query that does not fit names the parameter', () => {
  it.each([
    ['/samples', 'metric'],
    ['/samples?metric=unheard_of', 'metric'],
    ['/samples?metric=steps&metric=weight', 'metric'],
    ['/samples?metric=steps&limit=0', 'limit'],
    ['/samples?metric=steps&limit=1001', 'limit'],
    ['/samples?metric=steps&limit=many', 'limit'],
    ['/samples?metric=steps&source=watch', 'source'],
    ['/samples?metric=steps&from=yesterday', 'from'],
    ['/samples?metric=steps&from=2026-02-30', 'from'],
    ['/samples?metric=steps&from=2026-03-10T08:00:00', 'from'],
    ['/samples?metric=steps&from=2026-03-11&to=2026-03-10', 'to'],
    ['/samples?metric=steps&from=2026-03-10T08:00:00Z&to=2026-03-10T08:00:00Z', 'to'],
    ['/aggregates?metric=steps&to=2026-03-10', 'from'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&bucket=PT7M', 'bucket'],
    ['/aggregates?metric=steps&from=2026-03-01&to=2026-03-10&bucket=PT1M', 'bucket'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&zone=Mars', 'zone'],
    ['/aggregates?metric=steps&from=2026-03-10&to=2026-03-10&clock=wrist', 'clock'],
    ['/aggregates?metric=steps&from=2026-03-10T00:00:00Z&to=2026-03-10&clock=local', 'from'],
    ['/aggregates?metric=ecg&from=2026-03-10&to=2026-03-10', 'metric'],
    ['/daily-summaries?from=2026-03-11&to=2026-03-10', 'to'],
    ['/workouts?sport=sitting_still', 'sport'],
    ['/workouts?view=raw', 'view'],
    ['/explain?metric=steps', 'date'],
    ['/explain?metric=steps&date=10.3.2026', 'date'],
    ['/changes?after=-1', 'after'],
    ['/changes?kinds=workout,naps', 'kinds'],
  ])('%s', async (path, parameter) => {
    const { status, json } = await api.get(of(path));
    expect({ status, code: json.code }).toEqual({ status: 400, code: 'query_invalid' });
    expect(json.errors.map((error) => error.path)).toContain(parameter);
  });

  it.each([
    ['no cursor at all', 'nonsense'],
    ['a cursor of another list', Buffer.from('["00000000",1,"a"]').toString('base64url')],
  ])('%s is no cursor', async (_title, cursor) => {
    expect(await api.get(of(`/samples?metric=steps&cursor=${cursor}`))).toMatchObject({
      status: 400,
      json: { code: 'cursor_invalid' },
    });
  });
});

describe('the person', () => {
  it('has a profile with first and last data', async () => {
    expect((await api.get('/v1/users/u1')).json).toEqual({
      id: 'u1',
      timeZone: 'Europe/Berlin',
      dayStartsAt: '00:00',
      attributes: { cohort: 'a' },
      createdAt: '2026-02-01T00:00:00.000Z',
      firstData: '2026-03-01T00:00:00.000Z',
      lastData: '2026-04-01T00:00:00.000Z',
      sources: 2,
    });
  });

  it('has sources', async () => {
    const { json } = await api.get(of('/sources'));
    expect(json.data).toHaveLength(2);
    expect(json.data).toContainEqual({
      id: WATCH,
      app: { id: 'com.example.watch', name: 'watch' },
      device: { manufacturer: 'Acme', model: 'watch', type: 'watch' },
      recordingMethods: ['automatic'],
      metrics: ['heart_rate', 'sleep_stage', 'steps', 'weight'],
      firstSeen: '2026-03-01T00:00:00.000Z',
      lastSeen: '2026-04-01T00:00:00.000Z',
    });
  });
});

describe('samples', () => {
  it('are given as recorded, of every source, ascending', async () => {
    const { json } = await api.get(of(`/samples?metric=steps&from=${DAY}&to=${DAY}`));
    expect(ids(json)).toEqual(['hc-w1', 'hc-p1', 'hc-w2']);
    expect(json.nextCursor).toBeNull();
    expect(json.data[0]).toEqual({
      id: 'hc-w1',
      metric: 'steps',
      start: `${DAY}T08:00:00.000Z`,
      end: `${DAY}T09:00:00.000Z`,
      zoneOffsetMinutes: 60,
      value: 600,
      unit: '{steps}',
      sourceId: WATCH,
      recordingMethod: 'automatic',
      flags: [],
      version: 1,
      raw: { type: 'Raw', id: 'w1', value: 600, unit: '{steps}' },
    });
  });

  it.each([
    ['an interval that reaches into it', '2026-03-11', '2026-03-11', ['hc-w2']],
    ['none that ends where it begins', `${DAY}T09:30:00Z`, `${DAY}T10:00:00Z`, []],
    ['none that starts where it ends', `${DAY}T07:00:00Z`, `${DAY}T08:00:00Z`, []],
    ['bounds with an offset', `${DAY}T09:45:00%2B01:00`, `${DAY}T10:00:00%2B01:00`, ['hc-w1', 'hc-p1']],
    ['bounds whose plus was not escaped', `${DAY}T09:45:00+01:00`, `${DAY}T10:00:00+01:00`, ['hc-w1', 'hc-p1']],
  ])('of a window: %s', async (_title, from, to, expected) => {
    expect(ids((await api.get(of(`/samples?metric=steps&from=${from}&to=${to}`))).json)).toEqual(expected);
  });

  it('of one source', async () => {
    expect(ids((await api.get(of(`/samples?metric=steps&source=${PHONE}`))).json)).toEqual(['hc-p1']);
  });

  it('of a metric without data are an empty list', async () => {
    expect((await api.get(of('/samples?metric=weight'))).json).toEqual({ data: [], nextCursor: null });
  });

  it('come in pages that stay whole while samples are added', async () => {
    const writer = new PersonSeed(api.store, 'demo', 'pages');
    await writer.profile();
    await writer.sources('watch');
    const numbered = Array.from({ length: 250 }, (_, i) =>
      pulse(`hk-${String(i).padStart(3, '0')}`, WATCH, at(DAY, 5 * i), 60 + (i % 10)),
    );
    // Two at the same instant: the tie goes by id.
    await writer.samples([...numbered, pulse('hk-000b', WATCH, at(DAY, 0), 61)]);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null) {
      const { json } = await api.get(
        `/v1/users/pages/samples?metric=heart_rate&limit=60${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...ids(json));
      cursor = json.nextCursor;
      // One before the cursor, one behind everything.
      await writer.samples([
        pulse(`hk-a${String(pages)}`, WATCH, at('2026-03-09', pages), 50),
        pulse(`hk-z${String(pages)}`, WATCH, at('2026-03-20', pages), 70),
      ]);
      pages++;
    }
    const ofTheStart = seen.filter((id) => /^hk-\d/.test(String(id)));
    expect(ofTheStart).toEqual(['hk-000', 'hk-000b', ...numbered.slice(1).map(({ id }) => id)]);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('aggregates', () => {
  const aggregates = async (query: string) => (await api.get(of(`/aggregates?${query}`))).json;

  it('resolve overlapping sources by priority: 600 of the watch and the half of the phone that it leaves', async () => {
    const json = await aggregates(`metric=steps&from=${DAY}T08:00:00Z&to=${DAY}T10:00:00Z&bucket=PT1H`);
    expect(json.nextCursor).toBeNull();
    expect(json.data).toEqual([
      {
        start: `${DAY}T08:00:00.000Z`,
        end: `${DAY}T09:00:00.000Z`,
        value: 600,
        sum: 600,
        unit: '{steps}',
        sources: [{ sourceId: WATCH, value: 600, seconds: 3600 }],
      },
      {
        start: `${DAY}T09:00:00.000Z`,
        end: `${DAY}T10:00:00.000Z`,
        value: 300,
        sum: 300,
        unit: '{steps}',
        sources: [{ sourceId: PHONE, value: 300, seconds: 1800 }],
      },
    ]);
  });

  it.each([
    ['of the local day, with half of what crosses midnight', `from=${DAY}&to=${DAY}&bucket=P1D`, [950]],
    ['of two days', `from=${DAY}&to=2026-03-11&bucket=P1D`, [950, 50]],
    ['of both together', `from=${DAY}&to=2026-03-11&bucket=all`, [1000]],
    ['of the days of another zone', `from=${DAY}&to=${DAY}&bucket=P1D&zone=UTC`, [1000]],
    ['on the wall clock', `from=${DAY}T09:00:00&to=${DAY}T11:00:00&bucket=PT1H&clock=local`, [600, 300]],
    ['of one source', `from=${DAY}&to=${DAY}&source=${PHONE}`, [600]],
    ['of all sources added', `from=${DAY}&to=${DAY}&source=all`, [1250]],
    ['of a day without data', 'from=2026-03-12&to=2026-03-12', [null]],
    ['of a month', 'from=2026-03-01&to=2026-03-31&bucket=P1M', [1000]],
  ])('%s', async (_title, query, expected) => {
    expect(values(await aggregates(`metric=steps&${query}`))).toEqual(expected);
  });

  it('on the wall clock give wall-clock times', async () => {
    const json = await aggregates(`metric=steps&from=${DAY}T09:00&to=${DAY}T10:00&bucket=PT1H&clock=local`);
    expect(json.data[0]).toMatchObject({ start: `${DAY}T09:00:00.000`, end: `${DAY}T10:00:00.000` });
  });

  it('of measurements take the best source of each bucket', async () => {
    const json = await aggregates(`metric=heart_rate&from=${DAY}T08:00:00Z&to=${DAY}T11:00:00Z&bucket=PT1H`);
    expect(json.data).toMatchObject([
      { value: 70, avg: 70, min: 60, max: 80, count: 2, sources: [{ sourceId: WATCH, value: 70, seconds: 0 }] },
      { value: null, count: 0, sources: [] },
      { value: 90, avg: 90, min: 90, max: 90, count: 1, sources: [{ sourceId: PHONE, value: 90, seconds: 0 }] },
    ]);
    expect(json.data[0]).not.toHaveProperty('sum');
    expect(json.data[1]).not.toHaveProperty('avg');
  });

  it('of measurements of all sources are pooled', async () => {
    expect(values(await aggregates(`metric=heart_rate&from=${DAY}&to=${DAY}&source=all`))).toEqual([82.5]);
  });

  it('come in pages when a limit is given', async () => {
    const first = await aggregates(`metric=steps&from=${DAY}&to=2026-03-11&limit=1`);
    expect(values(first)).toEqual([950]);
    const second = await aggregates(
      `metric=steps&from=${DAY}&to=2026-03-11&limit=1&cursor=${String(first.nextCursor)}`,
    );
    expect(second).toMatchObject({ data: [{ value: 50 }], nextCursor: null });
  });

  it('have 23 hours on the day of the clock change', async () => {
    const json = await aggregates('metric=steps&from=2026-03-29&to=2026-03-29&bucket=PT1H');
    expect(json.data).toHaveLength(23);
    expect(json.data[0]).toMatchObject({ start: '2026-03-28T23:00:00.000Z' });
    expect(json.data[22]).toMatchObject({ end: '2026-03-29T22:00:00.000Z' });
  });
});

describe('rules', () => {
  it('decide from their date on, and inside a bucket too', async () => {
    const ruled = new PersonSeed(api.store, 'demo', 'ruled');
    await ruled.profile();
    await ruled.sources('watch', 'phone');
    const day = (source: typeof WATCH, id: string, date: string, value: number) =>
      steps(id, source, `${date}T08:00:00Z`, `${date}T09:00:00Z`, value);
    await ruled.samples([
      day(WATCH, 'hc-w1', '2026-03-10', 100),
      day(PHONE, 'hc-p1', '2026-03-10', 70),
      day(WATCH, 'hc-w2', '2026-03-11', 100),
      day(PHONE, 'hc-p2', '2026-03-11', 70),
    ]);
    await ruled.rules([
      { metric: 'steps', effectiveFrom: '2026-03-11', order: [{ deviceType: 'phone' }], unlisted: 'never' },
    ]);
    const get = async (bucket: string) =>
      values(
        (await api.get(`/v1/users/ruled/aggregates?metric=steps&from=2026-03-10&to=2026-03-11&bucket=${bucket}`)).json,
      );
    expect(await get('P1D')).toEqual([100, 70]);
    expect(await get('all')).toEqual([170]);
    const { json } = await api.get('/v1/users/ruled/priorities');
    expect(json).toMatchObject({
      version: 2,
      history: [{ version: 1, rules: [] }],
      rules: [{ metric: 'steps', effectiveFrom: '2026-03-11', unlisted: 'never' }],
    });
    expect(json['inForce']).toMatchObject([
      { place: 'user', metric: 'steps' },
      { place: 'builtin', metric: '*' },
    ]);
    const explained = (await api.get('/v1/users/ruled/explain?metric=steps&date=2026-03-11')).json;
    expect(explained).toMatchObject({ value: 70, rule: { place: 'user', effectiveFrom: '2026-03-11' } });
  });

  it('of a tenant without any are the built-in one', async () => {
    expect((await api.get('/v1/priorities')).json).toMatchObject({
      version: 0,
      rules: [],
      inForce: [{ place: 'builtin', metric: '*' }],
    });
  });
});

describe('an explanation', () => {
  it('adds up to the value and names who lost and why', async () => {
    const { json } = await api.get(of(`/explain?metric=steps&date=${DAY}`));
    expect(json).toMatchObject({
      metric: 'steps',
      unit: '{steps}',
      aggregation: 'sum',
      date: DAY,
      value: 950,
      rule: { place: 'builtin', metric: '*' },
    });
    // 09:00–09:30 the watch alone, 09:30–10:00 the watch over the phone, then the phone, then the watch until midnight.
    const segments = json['segments'] as { value: number; winner: { recordId: string }; losers: object[] }[];
    expect(segments.map(({ value, winner }) => [value, winner.recordId])).toEqual([
      [300, 'hc-w1'],
      [300, 'hc-w1'],
      [300, 'hc-p1'],
      [50, 'hc-w2'],
    ]);
    expect(segments[1]?.losers).toMatchObject([{ recordId: 'hc-p1', sourceId: PHONE, reason: 'rank' }]);
  });

  it('of a window, and of measurements', async () => {
    const window = `from=${DAY}T08:00:00Z&to=${DAY}T09:00:00Z`;
    expect((await api.get(of(`/explain?metric=steps&${window}`))).json).toMatchObject({ date: null, value: 600 });
    const pulseDay = (await api.get(of(`/explain?metric=heart_rate&date=${DAY}`))).json;
    const segments = pulseDay['segments'] as { value: number }[];
    expect(pulseDay['value']).toBe(70);
    expect(segments.map(({ value }) => value)).toEqual([30, 40]);
  });

  it('of a day without data is null', async () => {
    expect((await api.get(of('/explain?metric=steps&date=2026-03-20'))).json).toMatchObject({
      value: null,
      segments: [],
      sources: [],
    });
  });
});

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
      {
        kind: 'workout',
        sport: 'trail_running',
        rawSport: 56,
        title: 'Morning run',
        notes: null,
        activeSeconds: null,
        statistics: { distance: { unit: 'm', value: 9000 } },
        segments: [
          { type: 'pause', rawType: 1, startMs: Date.parse(`${DAY}T08:10:00Z`), endMs: Date.parse(`${DAY}T08:15:00Z`) },
        ],
        laps: [],
        events: [],
        route: [
          { timeMs: Date.parse(`${DAY}T08:00:00Z`), latitude: 52.5, longitude: 13.4, altitude: 34 },
          { timeMs: Date.parse(`${DAY}T08:00:01Z`), latitude: 52.6, longitude: 13.5, speed: 3 },
        ],
        attributes: {},
      },
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

  it('that went away are not found', async () => {
    expect((await api.get(of('/workouts/workout-3'))).status).toBe(404);
    expect((await api.get(of('/workouts/nothing/route'))).status).toBe(404);
  });
});

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

describe('one record', () => {
  it('of samples with what is stored, where it came from and its versions', async () => {
    await person.registry('hc-p1', { at: [], version: null, tombstone: null, history: [] });
    const { json } = await api.get(of('/records/hk-w2'));
    expect(json).toMatchObject({
      id: 'hk-w2',
      kind: 'sample',
      batchId: 'b1',
      index: 7,
      version: 1,
      raw: { type: 'Raw', id: 'w2', payload: null },
      data: { metric: 'heart_rate', value: 80 },
      versions: [{ version: 1, op: 'upsert', batchId: 'b1', index: 7 }],
    });
  });

  it('that was recorded, with its payload as sent', async () => {
    expect((await api.get(of('/records/hk-e1'))).json).toMatchObject({
      kind: 'event',
      raw: { type: 'Raw event', id: 'e1', payload: { as: 'sent' } },
      data: { type: 'headache', value: 'mild' },
    });
    expect((await api.get(of('/records/hc-run'))).json).toMatchObject({
      kind: 'workout',
      data: { sport: 'trail_running' },
    });
  });

  it('that is not stored is not found', async () => {
    for (const id of ['hk-nothing', 'hc-p1', 'hk-w2~nopart'])
      expect((await api.get(of(`/records/${id}`))).status).toBe(404);
  });
});

describe('changes', () => {
  const event = (sequence: number, type: ProductEvent['type']): ProductEvent => ({
    id: `e${String(sequence)}`,
    type,
    schemaVersion: 1,
    op: 'created',
    origin: 'live',
    tenant: 'demo',
    userId: 'u1',
    entityId: 'x',
    version: 1,
    sequence,
    time: `${DAY}T12:00:00.000Z`,
    batchIds: ['b1'],
    data: null,
  });

  beforeAll(async () => {
    const events = [
      event(1, 'workout.created'),
      event(2, 'sleep.created'),
      event(3, 'workout.created'),
      event(4, 'event.created'),
    ];
    await person.changes(new Map(events.map((one) => [sequenceKey(one.sequence), packChange(one).change])));
  });

  it.each([
    ['all', '', [1, 2, 3, 4]],
    ['after a sequence', '?after=2', [3, 4]],
    ['of some kinds', '?kinds=workout,sleep', [1, 2, 3]],
    ['after the last', '?after=4', []],
  ])('%s', async (_title, query, sequences) => {
    expect((await api.get(of(`/changes${query}`))).json.data.map((row) => row['sequence'])).toEqual(sequences);
  });

  it('are the events as published, in pages', async () => {
    const first = (await api.get(of('/changes?limit=3'))).json;
    expect(first.data[0]).toEqual(event(1, 'workout.created'));
    const second = (await api.get(of(`/changes?limit=3&cursor=${String(first.nextCursor)}`))).json;
    expect(second).toEqual({ data: [event(4, 'event.created')], nextCursor: null });
  });
});

describe('an export', () => {
  it('is everything of the person, a line each', async () => {
    const answer = await api.get(of('/export'));
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = answer.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; data: { id?: string } });
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
    expect(Object.fromEntries([...new Set(lines.map(({ kind }) => kind))].map((kind) => [kind, count(kind)]))).toEqual({
      user: 1,
      source: 2,
      sample: 7,
      recording: 3,
      workout: 2,
      sleep: 1,
      daily_summary: 3,
    });
  });
});

describe('the catalog', () => {
  it.each(['metrics', 'sports', 'sleep-stages', 'record-types', 'failures'])('has %s', async (table) => {
    expect((await api.get(`/v1/catalog/${table}`)).json.data.length).toBeGreaterThan(5);
  });

  it('has no other table', async () => {
    expect((await api.get('/v1/catalog/toString')).status).toBe(404);
  });
});

describe('every read', () => {
  it('was served by an index', async () => {
    const { db } = api.store.connection;
    await db?.setProfilingLevel('off');
    const reads =
      (await db
        ?.collection('system.profile')
        .find({
          op: 'query',
          ns: /users|recordings|workouts|chunks|episodes|summaries|changes|sources|priorities|records/,
        })
        .toArray()) ?? [];
    expect(reads.length).toBeGreaterThan(50);
    expect(
      reads
        .filter(({ planSummary }) => !/^(IXSCAN|IDHACK|EOF)/.test(String(planSummary)))
        .map(({ ns, planSummary }) => [ns, planSummary]),
    ).toEqual([]);
  });
});
