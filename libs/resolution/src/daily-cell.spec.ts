import { DAY_MS, HOUR_MS } from './calendar.js';
import { dayCell } from './daily-cell.js';
import type { MetricRecord } from './ranked-records.js';
import { resolveBuckets } from './resolve-buckets.js';
import { ruleSpans } from './rule-spans.js';
import { DATE, input, metric, MIDNIGHT, record, rule, sources } from './testing/day-input.js';

describe('the cell of a metric and a day', () => {
  const walks = [record('w', 'watch', 8, 9, 600), record('p', 'phone', 8, 10, 1000)];

  it('is swept for an amount of activity, by the built-in order', () => {
    expect(dayCell(input('steps', walks))).toEqual({
      value: 1100,
      unit: '{steps}',
      aggregation: 'sum',
      sources: [
        { sourceId: 'watch', value: 600, seconds: 3600 },
        { sourceId: 'phone', value: 500, seconds: 3600 },
      ],
    });
  });

  it('follows a rule of the user, and leaves out what never counts', () => {
    expect(dayCell(input('steps', walks, [rule('steps', 'com.p')]))?.value).toBe(1000);
    expect(dayCell(input('steps', walks, [rule('*', 'com.w', 'never')]))?.value).toBe(600);
  });

  it('is null where the day has nothing', () => {
    expect(dayCell(input('steps', []))).toBeNull();
    expect(dayCell(input('steps', [record('x', 'watch', -3, -1, 5)]))).toBeNull();
  });

  it('takes only the part of a record that lies in the day', () => {
    expect(dayCell(input('steps', [record('x', 'watch', -1, 3, 400)]))?.value).toBe(300);
  });

  it('counts near copies once', () => {
    const copy = { ...record('c', 'phone', 8, 8, 7), startMs: MIDNIGHT + 8 * HOUR_MS + 400 };
    const copies = [record('b', 'phone', 8, 8, 7), { ...copy, endMs: copy.startMs }];
    expect(dayCell(input('dietary_water', copies))?.value).toBe(7);
    expect(dayCell(input('steps', copies))?.value).toBe(7);
  });

  it('adds intake over all sources unless a rule names the metric', () => {
    const meals = [record('a', 'watch', 8, 9, 500), record('b', 'phone', 8, 9, 450)];
    expect(dayCell(input('dietary_energy', meals))?.value).toBe(950);
    expect(dayCell(input('dietary_energy', meals, [rule('*', 'com.w')]))?.value).toBe(950);
    expect(dayCell(input('dietary_energy', meals, [rule('dietary_energy', 'com.w')]))?.value).toBe(500);
  });

  it('takes the best source of the day for a measurement', () => {
    const beats = [record('a', 'watch', 8, 8, 60), record('b', 'watch', 9, 9, 70), record('c', 'phone', 10, 10, 200)];
    expect(dayCell(input('heart_rate', beats))).toEqual({
      value: 65,
      unit: '/min',
      aggregation: 'avg',
      sources: [{ sourceId: 'watch', value: 65, seconds: 0 }],
    });
    expect(dayCell(input('weight', [record('a', 'scale', 7, 7, 80), record('b', 'scale', 20, 20, 79)]))?.value).toBe(
      79,
    );
  });

  it('counts events by their start, and has nothing for structures', () => {
    const worth = [1, 0, 1, 1];
    const events = [8, 8.5, 9, -1].map((hour, index) =>
      record(`e${String(index)}`, 'watch', hour, hour + 1, worth[index] ?? 1),
    );
    expect(dayCell(input('handwashing', events))).toMatchObject({ value: 2, unit: '1', aggregation: 'count' });
    expect(dayCell(input('food_entry', events))).toBeNull();
  });

  it('is swept for the seconds of sessions, ruled by `sleep`', () => {
    const night = (id: string, sourceId: string, excluded: [number, number][]): MetricRecord => ({
      id,
      sourceId,
      recordingMethod: 'automatic',
      modifiedMs: null,
      startMs: MIDNIGHT,
      endMs: MIDNIGHT + 8 * HOUR_MS,
      excluded: excluded.map(([from, to]) => ({ startMs: MIDNIGHT + from * HOUR_MS, endMs: MIDNIGHT + to * HOUR_MS })),
    });
    const nights = [night('a', 'watch', [[2, 3]]), night('b', 'phone', [])];
    expect(dayCell(input('sleep_duration', nights))?.value).toBe(7 * 3600);
    expect(dayCell(input('sleep_duration', nights, [rule('sleep', 'com.p')]))?.value).toBe(8 * 3600);
  });

  it('joins the windows of a day that has two', () => {
    const windows = [
      { startMs: MIDNIGHT, endMs: MIDNIGHT + HOUR_MS },
      { startMs: MIDNIGHT + 2 * HOUR_MS, endMs: MIDNIGHT + 4 * HOUR_MS },
    ];
    expect(dayCell({ ...input('steps', [record('x', 'watch', 0, 4, 400)]), windows })?.value).toBe(300);
    const beats = [record('a', 'watch', 0, 0, 60), record('b', 'watch', 1, 1, 90), record('c', 'watch', 3, 3, 70)];
    expect(dayCell({ ...input('heart_rate', beats), windows })?.value).toBe(65);
  });

  it('refuses a record of a source it was not told about', () => {
    expect(() => dayCell(input('steps', [record('x', 'ring', 0, 1, 1)]))).toThrow('source');
  });
});

describe('the buckets of an aggregate', () => {
  const steps = metric('steps');
  const walks = [record('w', 'watch', 20, 28, 800), record('p', 'phone', 20, 28, 400)];
  const days = [DATE, '2026-01-11'].map((date, index) => ({
    date,
    windows: [{ startMs: MIDNIGHT + index * DAY_MS, endMs: MIDNIGHT + (index + 1) * DAY_MS }],
  }));
  const rules = { user: [rule('steps', 'com.p', 'last', '2026-01-11')], tenant: [] };
  const spans = ruleSpans(rules, 'steps', days);
  const buckets = days.flatMap(({ windows }) => windows);
  const base = { metric: steps, records: walks, sources, spans, buckets, view: 'resolved' } as const;

  it('are resolved by the rule of each day, as the days are', () => {
    expect(spans).toHaveLength(2);
    expect(resolveBuckets(base)?.map(({ value }) => value)).toEqual([400, 200]);
    expect(days.map(({ date, windows }) => dayCell({ ...base, rules, date, windows })?.value)).toEqual([400, 200]);
  });

  it('over a change of rules add up what each rule gives', () => {
    const whole = [{ startMs: MIDNIGHT, endMs: MIDNIGHT + 2 * DAY_MS }];
    expect(resolveBuckets({ ...base, buckets: whole })?.[0]).toEqual({
      ...whole[0],
      value: 600,
      sources: [
        { sourceId: 'watch', value: 400, seconds: 4 * 3600 },
        { sourceId: 'phone', value: 200, seconds: 4 * 3600 },
      ],
    });
  });

  it('of all sources are added, of a single one taken whatever its rank', () => {
    expect(resolveBuckets({ ...base, view: 'all' })?.map(({ value }) => value)).toEqual([600, 600]);
    const never = ruleSpans({ user: [rule('*', 'com.x', 'never')], tenant: [] }, 'steps', days);
    const single = { ...base, spans: never, records: walks.slice(0, 1) };
    expect(resolveBuckets(single)?.map(({ value }) => value)).toEqual([null, null]);
    expect(resolveBuckets({ ...single, view: 'single' })?.map(({ value }) => value)).toEqual([400, 400]);
  });

  it('of a measurement carry what its samples say', () => {
    const beats = [record('a', 'watch', 1, 1, 60), record('b', 'phone', 2, 2, 80)];
    const heart = { ...base, metric: metric('heart_rate'), records: beats };
    expect(resolveBuckets(heart)?.[0]).toMatchObject({ value: 60, count: 1, max: 60 });
    expect(resolveBuckets({ ...heart, view: 'all' })?.[0]).toMatchObject({ value: 70, count: 2, max: 80 });
  });

  it('do not exist for structures', () => {
    expect(resolveBuckets({ ...base, metric: metric('food_entry') })).toBeNull();
  });
});
