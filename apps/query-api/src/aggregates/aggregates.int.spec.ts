import { PersonSeed } from '../testing/person-seed.js';
import { startTestQueryApi, values, unindexedReads, type TestQueryApi } from '../testing/running-query-api.js';
import { DAY, PHONE, seedDay, steps, WATCH } from '../testing/seeded-day.js';

let api: TestQueryApi;
let person: PersonSeed;

beforeAll(async () => {
  api = await startTestQueryApi();
  person = new PersonSeed(api.store, 'demo', 'u1');
  await seedDay(person);
});
afterAll(() => api.close());

const of = (path: string) => `/v1/users/u1${path}`;

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
    ['of a quarter, read in parts', 'from=2026-02-01&to=2026-04-30&bucket=P1M', [null, 1000, null]],
  ])('%s', async (_title, query, expected) => {
    expect(values(await aggregates(`metric=steps&${query}`))).toEqual(expected);
  });

  it('on the wall clock give wall-clock times', async () => {
    const json = await aggregates(`metric=steps&from=${DAY}T09:00&to=${DAY}T10:00&bucket=PT1H&clock=local`);
    expect(json.data[0]).toMatchObject({ start: `${DAY}T09:00:00.000`, end: `${DAY}T10:00:00.000` });
  });

  it('on the wall clock keep both offsets of a record, also where they alone give it a length', async () => {
    const flown = new PersonSeed(api.store, 'demo', 'flown');
    await flown.profile();
    await flown.sources('watch');
    const landing = steps('hc-f1', WATCH, `${DAY}T08:00:00Z`, `${DAY}T08:00:00Z`, 40);
    await flown.samples([{ ...landing, offsetMinutes: 60, endOffsetMinutes: 120 }]);
    const window = `from=${DAY}T09:00&to=${DAY}T10:00&bucket=PT30M&clock=local`;
    expect(values((await api.get(`/v1/users/flown/aggregates?metric=steps&${window}`)).json)).toEqual([20, 20]);
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

  it('are given for every minute of a month of 31 days and an hour', async () => {
    const json = await aggregates('metric=steps&from=2026-10-01&to=2026-10-31&bucket=PT1M');
    expect(json.data).toHaveLength((31 * 24 + 1) * 60);
  });

  it('are refused for more than 50000 buckets, which the problem states', async () => {
    const { status, json } = await api.get(of('/aggregates?metric=steps&from=2026-05-01&to=2026-06-04&bucket=PT1M'));
    expect(status).toBe(400);
    expect(json).toMatchObject({
      code: 'query_invalid',
      errors: [{ path: 'bucket', detail: 'gives more than 50000 buckets in this window' }],
    });
    // One day less: 34 · 1440 = 48,960.
    const within = await aggregates('metric=steps&from=2026-05-01&to=2026-06-03&bucket=PT1M');
    expect(within.data).toHaveLength(48_960);
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

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
