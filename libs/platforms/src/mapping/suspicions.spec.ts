import { metricOf } from '@tributary/contracts';
import { suspicionsOf } from './suspicions.js';

const HOUR_MS = 3_600_000;
const flags = (metric: Parameters<typeof metricOf>[0], value: number, spanMs: number): string[] =>
  suspicionsOf(metricOf(metric))
    .filter(({ applies }) => applies(value, spanMs))
    .map(({ flag }) => flag);

describe('a suspicious value', () => {
  it.each([
    ['dietary_energy', 0.3, 0, ['magnitude_suspect'], 'a meal written in the wrong unit'],
    ['dietary_energy', 320, 0, [], 'a meal'],
    ['dietary_water', 0.25, 0, ['magnitude_suspect'], 'a glass in litres'],
    ['total_energy', 2.1, 24 * HOUR_MS, ['magnitude_suspect'], 'a day in the wrong unit'],
    ['total_energy', 2.1, HOUR_MS / 60, [], 'a minute'],
    ['steps', 10_000, 0, ['default_suspect'], 'a goal stamped on an instant'],
    ['steps', 10_001, 0, [], 'a count'],
    ['steps', 10_000, HOUR_MS, [], 'an interval'],
    ['steps', 500, 0, [], 'a small round number'],
    ['steps', 0, 0, [], 'nothing'],
    ['dietary_energy', 500, 0, [], 'a round meal, which people type'],
    ['weight', 71, 0, [], 'a weight'],
  ] as [Parameters<typeof metricOf>[0], number, number, string[], string][])(
    '%s %d over %d ms is flagged %j: %s',
    (metric, value, spanMs, expected, _what) => {
      expect(flags(metric, value, spanMs)).toEqual(expected);
    },
  );
});
