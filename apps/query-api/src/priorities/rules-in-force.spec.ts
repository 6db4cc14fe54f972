import type { PriorityRule } from '@tributary/contracts';
import { rulesInForce } from './rules-in-force.js';

const rule = (metric: string, effectiveFrom: string | null): PriorityRule => ({
  metric,
  effectiveFrom,
  order: [],
  unlisted: 'last',
});

it('of each metric the newest rule that has begun is in force, and the one for all metrics comes last', () => {
  const rules = [
    rule('*', null),
    rule('steps', '2026-01-01'),
    rule('steps', '2026-03-01'),
    rule('steps', '2026-05-01'),
    rule('sleep', '2026-06-01'),
  ];
  expect(rulesInForce(rules, '2026-03-29').map(({ metric, effectiveFrom }) => [metric, effectiveFrom])).toEqual([
    ['steps', '2026-03-01'],
    ['*', null],
  ]);
});
