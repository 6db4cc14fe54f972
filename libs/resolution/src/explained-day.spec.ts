import { DAY_MS, HOUR_MS } from './calendar.js';
import { dayCell, type DayCellInput } from './daily-cell.js';
import { explainDayCell, explainSpans } from './explained-day.js';
import type { MetricRecord } from './ranked-records.js';
import { resolveBuckets } from './resolve-buckets.js';
import { ruleSpans } from './rule-spans.js';
import { DATE, input, metric, MIDNIGHT, record, rule, sources } from './testing/day-input.js';

const timeOf = (startHour: number, endHour: number) => ({
  startMs: MIDNIGHT + startHour * HOUR_MS,
  endMs: MIDNIGHT + endHour * HOUR_MS,
});

describe('the explanation of a cell', () => {
  const explained = (each: DayCellInput) => {
    const explanation = explainDayCell(each);
    const total = explanation?.segments.reduce((sum, { value }) => sum + value, 0);
    const { value = null, sources: shares = [] } = dayCell(each) ?? {};
    expect(explanation?.value).toBe(value);
    expect(explanation?.sources).toEqual(shares);
    expect(total).toBeCloseTo(explanation?.value ?? 0, 9);
    return explanation!;
  };

  it('names the rule, and the segments add up', () => {
    const walks = [record('w', 'watch', 8, 9, 600), record('p', 'phone', 8, 10, 1000)];
    const { chosen, segments } = explained(input('steps', walks, [rule('steps', 'com.w')]));
    expect(chosen).toMatchObject({ place: 'user', rule: { metric: 'steps' } });
    expect(segments.map(({ winner, losers }) => [winner.recordId, losers.map(({ recordId }) => recordId)])).toEqual([
      ['w', ['p']],
      ['p', []],
    ]);
  });

  it('gives each sample of the best source its part, and names the others with it', () => {
    const beats = [record('a', 'watch', 8, 8, 60), record('b', 'watch', 9, 9, 70), record('c', 'phone', 8.5, 8.5, 200)];
    const { segments } = explained(input('heart_rate', beats));
    expect(segments.map(({ value, losers }) => [value, losers])).toEqual([
      [30, [{ recordId: 'c', sourceId: 'phone', rank: 1, reason: 'rank' }]],
      [35, []],
    ]);
  });

  it('names what was not let in with what it touches, and why', () => {
    const records = [
      record('a', 'phone', 8, 9, 7),
      record('b', 'phone', 8, 9, 7),
      record('c', 'watch', 8.5, 9.5, 7),
      record('d', 'watch', 10, 11, 7),
      record('e', 'phone', 9, 9, 7),
    ];
    const { value, segments } = explained(input('steps', records, [rule('steps', 'com.p', 'never')]));
    const near = { recordId: 'b', sourceId: 'phone', rank: 1, reason: 'near_duplicate' };
    const never = { recordId: 'c', sourceId: 'watch', rank: -1, reason: 'never' };
    // 08:00–09:00 and the instant at its end, which is better as it starts later.
    expect(value).toBe(14);
    expect(segments.map(({ winner, losers }) => [winner.recordId, losers])).toEqual([
      ['a', [near, never]],
      ['e', [near, never]],
    ]);
  });

  it('names what was not let in where nothing that counts is, beside the segments', () => {
    const records = [record('p', 'phone', 8, 9, 7), record('w', 'watch', 10, 11, 9), record('x', 'watch', -3, -1, 5)];
    const onlyPhone = rule('steps', 'com.p', 'never');
    const never = { ...timeOf(10, 11), recordId: 'w', sourceId: 'watch', rank: -1, reason: 'never' };
    expect(explained(input('steps', records, [onlyPhone]))).toMatchObject({ value: 7, uncounted: [never] });
    expect(explained(input('steps', records.slice(1), [onlyPhone]))).toMatchObject({
      value: null,
      segments: [],
      uncounted: [never],
    });
    expect(explained(input('steps', records)).uncounted).toEqual([]);
  });

  it('names the samples of a source that never counts with the others of a measurement', () => {
    const beats = [record('a', 'watch', 8, 8, 60), record('b', 'phone', 9, 9, 90), record('c', 'phone', 33, 33, 90)];
    const [onlyWatch, onlyScale] = ['com.w', 'com.s'].map((app) => rule('heart_rate', app, 'never'));
    const never = (id: string, sourceId: string) => ({ recordId: id, sourceId, rank: -1, reason: 'never' });
    const { value, segments, uncounted } = explained(input('heart_rate', beats, [onlyWatch!]));
    expect(value).toBe(60);
    expect(segments.map(({ winner, losers }) => [winner.recordId, losers])).toEqual([['a', [never('b', 'phone')]]]);
    expect(uncounted).toEqual([]);
    expect(explained(input('heart_rate', beats, [onlyScale!]))).toMatchObject({
      value: null,
      segments: [],
      uncounted: [
        { ...timeOf(8, 8), ...never('a', 'watch') },
        { ...timeOf(9, 9), ...never('b', 'phone') },
      ],
    });
  });

  it('names a near copy of what was taken in with it', () => {
    const copyMs = MIDNIGHT + 8 * HOUR_MS + 400;
    const drinks = [
      record('a', 'phone', 8, 8, 7),
      { ...record('b', 'phone', 8, 8, 7), startMs: copyMs, endMs: copyMs },
      record('c', 'watch', 7, 9, 7),
    ];
    const near = { recordId: 'b', sourceId: 'phone', rank: 1, reason: 'near_duplicate' };
    const taken = explained(input('dietary_water', drinks));
    expect(taken).toMatchObject({ value: 14, uncounted: [] });
    expect(taken.segments.map(({ winner, losers }) => [winner.recordId, losers])).toEqual([
      ['c', []],
      ['a', [near]],
    ]);
    // On one time line too, where the copy touches nothing.
    const walked = explained(input('steps', drinks.slice(0, 2)));
    expect(walked).toMatchObject({ value: 7, uncounted: [], segments: [{ losers: [near] }] });
  });

  it('names intake and events of a source that never counts beside the segments', () => {
    const never = { ...timeOf(8, 9), recordId: 'b', sourceId: 'phone', rank: -1, reason: 'never' };
    const meals = [record('a', 'watch', 8, 9, 500), record('b', 'phone', 8, 9, 450)];
    for (const [id, value] of [
      ['dietary_energy', 500],
      ['handwashing', 500],
    ] as const) {
      const only = explained(input(id, meals, [rule('*', 'com.w', 'never')]));
      expect(only).toMatchObject({ value, segments: [{ winner: { recordId: 'a' }, losers: [] }], uncounted: [never] });
    }
  });

  it('adds up for intake and events too', () => {
    const meals = [record('a', 'watch', 8, 9, 500), record('b', 'phone', 8, 30, 450)];
    expect(explained(input('dietary_energy', meals)).segments).toHaveLength(2);
    expect(explained(input('handwashing', meals)).segments).toHaveLength(2);
    expect(explained(input('steps', [])).segments).toEqual([]);
  });
});

describe('the explanation of a window over a change of rules', () => {
  const walks = [record('w', 'watch', 20, 28, 800), record('p', 'phone', 20, 28, 400)];
  const windows = [0, 1].map((day) => ({ startMs: MIDNIGHT + day * DAY_MS, endMs: MIDNIGHT + (day + 1) * DAY_MS }));
  const days = [DATE, '2026-01-11'].map((date, index) => ({ date, windows: windows.slice(index, index + 1) }));
  const over = (id: string, records: MetricRecord[], ...user: DayCellInput['rules']['user']) => {
    const spans = ruleSpans({ user, tenant: [] }, id, days);
    const buckets = [{ startMs: MIDNIGHT, endMs: MIDNIGHT + 2 * DAY_MS }];
    const of = { metric: metric(id), records, sources };
    return {
      explained: explainSpans(of, spans),
      resolved: resolveBuckets({ ...of, spans, buckets, view: 'resolved' })?.[0],
    };
  };

  it('takes each piece by the rule of its date, and no segment lies over the border', () => {
    const { explained, resolved } = over('steps', walks, rule('steps', 'com.p', 'last', '2026-01-11'));
    expect(explained).toMatchObject({ value: 600, sources: resolved?.sources, chosen: { place: 'builtin' } });
    expect(resolved?.value).toBe(600);
    // 20:00–24:00 the half of the watch, 00:00–04:00 the half of the phone.
    expect(
      explained?.segments.map(({ startMs, endMs, value, winner, losers }) => [
        (startMs - MIDNIGHT) / HOUR_MS,
        (endMs - MIDNIGHT) / HOUR_MS,
        value,
        winner.recordId,
        losers.map(({ recordId }) => recordId),
      ]),
    ).toEqual([
      [20, 24, 400, 'w', ['p']],
      [24, 28, 200, 'p', ['w']],
    ]);
  });

  it('adds intake over all sources until a rule names it', () => {
    const meals = [10, 34].flatMap((hour) => [
      record(`w${String(hour)}`, 'watch', hour, hour, 500),
      record(`p${String(hour)}`, 'phone', hour, hour, 450),
    ]);
    const { explained, resolved } = over(
      'dietary_energy',
      meals,
      rule('dietary_energy', 'com.w', 'last', '2026-01-11'),
    );
    expect(explained).toMatchObject({ value: 500 + 450 + 500, sources: resolved?.sources });
    expect(explained?.segments.map(({ value }) => value).sort()).toEqual([450, 500, 500]);
  });

  it('names once what no rule of it counts', () => {
    const { explained } = over(
      'steps',
      walks,
      rule('steps', 'com.s', 'never'),
      rule('steps', 'com.x', 'never', '2026-01-11'),
    );
    expect(explained).toMatchObject({ value: null, segments: [] });
    expect(explained?.uncounted.map(({ recordId, reason }) => [recordId, reason])).toEqual([
      ['p', 'never'],
      ['w', 'never'],
    ]);
  });

  it('is null without data, and does not exist for structures', () => {
    const change = rule('steps', 'com.p', 'last', '2026-01-11');
    expect(over('steps', [], change).explained).toMatchObject({ value: null, sources: [], segments: [] });
    expect(over('food_entry', walks).explained).toBeNull();
  });
});
