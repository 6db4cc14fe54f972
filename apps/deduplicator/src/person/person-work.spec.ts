import type { Recording } from '@tributary/store';
import { PersonWork } from './person-work.js';

const aWork = () => new PersonWork('demo/u' as PersonWork['user'], 'demo', 'u', [], 'live', 0);

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2000-01-01T00:00:00Z');
const END_MS = Date.parse('9999-12-31T23:59:59Z');

/** Hours that a recording touches, by metric. */
function touched(kind: Recording['kind'], type: string, startMs: number, endMs: number): Record<string, number[]> {
  const work = aWork();
  work.touchRecording({ kind, type, startMs, endMs } as Recording);
  return Object.fromEntries([...work.touchedMetrics].map(([metric, hours]) => [metric, hours.ascending]));
}

describe('what a recording touches', () => {
  const first = START_MS / HOUR_MS;

  it('is the start of an event, however long it lasts', () => {
    expect(touched('event', 'contraceptive', START_MS, END_MS)).toEqual({ contraceptive: [first] });
  });

  it('is the week for which days look back to a mindful session without end', () => {
    const hours = touched('event', 'mindful_session', START_MS, END_MS);
    expect(hours).toEqual({ mindfulness_duration: Array.from({ length: 7 * 24 + 1 }, (_, i) => first + i) });
  });

  it.each([
    ['sleep', 'sleep_session', 'sleep_duration'],
    ['workout', 'running', 'workout_duration'],
    ['event', 'mindful_session', 'mindfulness_duration'],
  ] as const)('is every hour of a %s session of the usual length, that of its end included', (kind, type, metric) => {
    expect(touched(kind, type, START_MS, START_MS + 2 * HOUR_MS)).toEqual({ [metric]: [first, first + 1, first + 2] });
  });
});

describe('the hours that a sample touches', () => {
  const hour = START_MS / HOUR_MS;

  it.each<[string, number, number, number[]]>([
    // Amounts: the instant of the end, and copies of which both ends lie less than a second apart.
    ['steps', 0, HOUR_MS, [hour, hour + 1]],
    ['steps', 0, HOUR_MS - 999, [hour, hour + 1]],
    ['steps', 0, HOUR_MS - 1_000, [hour]],
    ['steps', 0, 0, [hour]],
    ['dietary_water', HOUR_MS - 1, HOUR_MS - 1, [hour, hour + 1]],
    // Readings, and dense ones above all, are where they are.
    ['heart_rate', HOUR_MS - 1, HOUR_MS - 1, [hour]],
    ['heart_rate', 0, HOUR_MS, [hour]],
  ])('of %s from %s ms to %s ms after the hour are %j', (metric, fromMs, toMs, hours) => {
    const work = aWork();
    work.touchMetric(metric, START_MS + fromMs, START_MS + toMs);
    expect(work.touchedMetrics.get(metric)?.ascending).toEqual(hours);
  });
});
