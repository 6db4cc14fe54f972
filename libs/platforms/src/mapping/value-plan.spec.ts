import { MAPPINGS, type MetricId } from '@tributary/contracts';
import { flagsOf, valuePlanOf } from './value-plan.js';

const HOUR_MS = 3_600_000;

const flagsOfMetric = (id: MetricId, value: number, spanMs = HOUR_MS): readonly string[] => {
  const mapping = MAPPINGS.find(({ metric }) => metric === id);
  if (mapping === undefined) throw new Error(`No mapping of ${id}`);
  return flagsOf(valuePlanOf(mapping, id), value, spanMs) ?? [];
};

describe('a value outside the soft bounds', () => {
  it.each([
    ['heart_rate', 20, ['out_of_soft_bounds'], 'a sample below those of a sample'],
    ['heart_rate', 64, [], 'a sample within them'],
    ['steps', 150_000, ['out_of_soft_bounds'], 'more in an hour than in a day of 100,000'],
    ['steps', 100_000, [], 'the whole day in an hour'],
    ['active_energy', 9000, ['out_of_soft_bounds'], 'more in an hour than in a day of 8,000 kcal'],
    ['basal_energy', 70, [], 'an hour of a day of at least 500 kcal'],
    ['total_energy', 3, [], 'a minute of a day of at least 600 kcal'],
    ['dietary_sodium', 25_000, ['out_of_soft_bounds'], 'a meal with more than a day of 20,000 mg'],
  ] as [MetricId, number, string[], string][])('of %s, %d: %j (%s)', (metric, value, expected) => {
    expect(flagsOfMetric(metric, value)).toEqual(expected);
  });
});
