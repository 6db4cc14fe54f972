import type { ExplainView, PriorityRule, SourceId } from '@tributary/contracts';
import { PersonSeed } from '../testing/person-seed.js';
import { startTestQueryApi, unindexedReads, values, type TestQueryApi } from '../testing/running-query-api.js';
import { PHONE, pulse, steps, WATCH } from '../testing/seeded-day.js';

let api: TestQueryApi;

beforeAll(async () => {
  api = await startTestQueryApi();
});
afterAll(() => api.close());

/** A source first, from a date on. */
const first = (metric: string, deviceType: string, effectiveFrom: string | null): PriorityRule => ({
  metric,
  effectiveFrom,
  order: [{ deviceType }],
  unlisted: 'last',
});

/** A person in Berlin with a watch and a phone. */
async function personOf(id: string, rules: readonly PriorityRule[]): Promise<PersonSeed> {
  const person = new PersonSeed(api.store, 'demo', id);
  await person.profile();
  await person.sources('watch', 'phone');
  await person.rules([...rules]);
  return person;
}
const explain = async (id: string, query: string): Promise<ExplainView> =>
  (await api.get(`/v1/users/${id}/explain?${query}`)).json as unknown as ExplainView;
const wholeOf = async (id: string, query: string) =>
  values((await api.get(`/v1/users/${id}/aggregates?${query}&bucket=all`)).json);

describe('an explanation over a change of rules', () => {
  const walk = (source: SourceId, id: string, date: string, value: number) =>
    steps(id, source, `${date}T08:00:00Z`, `${date}T09:00:00Z`, value);

  beforeAll(async () => {
    const person = await personOf('ruled', [
      first('steps', 'watch', null),
      first('steps', 'phone', '2026-10-21'),
      first('heart_rate', 'watch', null),
      first('heart_rate', 'phone', '2026-10-21'),
    ]);
    await person.samples([
      walk(WATCH, 'hc-w1', '2026-10-20', 100),
      walk(PHONE, 'hc-p1', '2026-10-20', 40),
      walk(WATCH, 'hc-w2', '2026-10-21', 90),
      walk(PHONE, 'hc-p2', '2026-10-21', 7),
      // Over the midnight of Berlin (22:00Z), half on each day.
      steps('hc-w3', WATCH, '2026-10-21T21:30:00Z', '2026-10-21T22:30:00Z', 60),
      pulse('hk-w1', WATCH, '2026-10-20T08:00:00Z', 60),
      pulse('hk-p1', PHONE, '2026-10-21T08:00:00Z', 90),
    ]);
  });

  it('takes each local date by its own rule and adds up', async () => {
    const window = 'metric=steps&from=2026-10-20&to=2026-10-21T20:00:00Z';
    const { value, rule, rules, segments } = await explain('ruled', window);
    expect(value).toBe(107);
    expect(await wholeOf('ruled', window)).toEqual([107]);
    expect(segments.map((segment) => [segment.value, segment.winner.recordId])).toEqual([
      [100, 'hc-w1'],
      [7, 'hc-p2'],
    ]);
    expect(rule).toMatchObject({ place: 'user', effectiveFrom: null, order: [{ deviceType: 'watch' }] });
    expect(rules).toMatchObject([
      { from: '2026-10-20', effectiveFrom: null, order: [{ deviceType: 'watch' }] },
      { from: '2026-10-21', effectiveFrom: '2026-10-21', order: [{ deviceType: 'phone' }] },
    ]);
  });

  it('of whole local dates includes the last', async () => {
    const window = 'metric=steps&from=2026-10-20&to=2026-10-21';
    expect((await explain('ruled', window)).value).toBe(137);
    expect(await wholeOf('ruled', window)).toEqual([137]);
  });

  it('of measurements is decided where the window begins, as a bucket is', async () => {
    const window = 'metric=heart_rate&from=2026-10-20&to=2026-10-21';
    const { value, rules } = await explain('ruled', window);
    expect(value).toBe(60);
    expect(await wholeOf('ruled', window)).toEqual([60]);
    expect(rules).toMatchObject([{ from: '2026-10-20', order: [{ deviceType: 'watch' }] }]);
  });

  it('is not spoken of on a single date', async () => {
    const day = await explain('ruled', 'metric=steps&date=2026-10-21');
    expect(day).toMatchObject({ value: 7 + 30, rule: { effectiveFrom: '2026-10-21' } });
    expect(day).not.toHaveProperty('rules');
  });
});

it('an explanation of null names what was never counted', async () => {
  const only = (metric: string): PriorityRule => ({ ...first(metric, 'scale', null), unlisted: 'never' });
  const person = await personOf('barred', [only('steps'), only('heart_rate')]);
  await person.samples([
    steps('hc-w1', WATCH, '2026-10-20T08:00:00Z', '2026-10-20T09:00:00Z', 100),
    pulse('hk-w1', WATCH, '2026-10-20T08:00:00Z', 60),
  ]);
  const start = '2026-10-20T08:00:00.000Z';
  const never = { sourceId: WATCH, rank: -1, reason: 'never' };
  expect(await explain('barred', 'metric=steps&date=2026-10-20')).toMatchObject({
    value: null,
    segments: [],
    uncounted: [{ start, end: '2026-10-20T09:00:00.000Z', recordId: 'hc-w1', ...never }],
  });
  expect(await explain('barred', 'metric=heart_rate&date=2026-10-20')).toMatchObject({
    value: null,
    segments: [],
    uncounted: [{ start, end: start, recordId: 'hk-w1', ...never }],
  });
});

describe('the longest window that is explained', () => {
  const statusOf = async (from: string, to: string) =>
    (await api.get(`/v1/users/monthly/explain?metric=steps&from=${from}&to=${to}`)).status;

  beforeAll(async () => {
    await personOf('monthly', []);
  });

  it('is 31 local dates, of which one may have 25 hours', async () => {
    // In Berlin clocks go back on 2026-10-25.
    expect(await statusOf('2026-10-01', '2026-10-31')).toBe(200);
    expect(await statusOf('2026-10-01', '2026-11-01')).toBe(400);
    expect(await statusOf('2026-08-01', '2026-08-31')).toBe(200);
    expect(await statusOf('2026-08-01', '2026-09-01')).toBe(400);
  });

  it('is 31 days in physical time where a date is an hour short', async () => {
    expect(await statusOf('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')).toBe(200);
    expect(await statusOf('2026-03-01T00:00:00Z', '2026-04-01T00:00:01Z')).toBe(400);
  });
});

it('an explanation of a date that was skipped has nothing, where the next date begins', async () => {
  const person = new PersonSeed(api.store, 'demo', 'apia');
  await person.profile({
    timeZone: 'Pacific/Apia',
    zoneEntries: [{ fromMs: -8_640_000_000_000_000, zone: 'Pacific/Apia' }],
  });
  await person.sources('watch');
  // Samoa went from the 29th (-10:00) to the 31st (+14:00) at 10:00Z of the 30th.
  await person.samples([
    steps('hc-w1', WATCH, '2011-12-30T09:30:00Z', '2011-12-30T10:30:00Z', 100),
    pulse('hk-w1', WATCH, '2011-12-30T10:00:00Z', 60),
  ]);
  const instant = '2011-12-30T10:00:00.000Z';
  for (const metric of ['steps', 'heart_rate'])
    expect(await explain('apia', `metric=${metric}&date=2011-12-30`)).toMatchObject({
      date: '2011-12-30',
      start: instant,
      end: instant,
      value: null,
      sources: [],
      segments: [],
      uncounted: [],
    });
  const days = await api.get('/v1/users/apia/daily-summaries?from=2011-12-30&to=2011-12-30');
  expect(days.json.data).toEqual([]);
});

it('every read was served by an index', async () => {
  expect(await unindexedReads(api)).toEqual([]);
});
