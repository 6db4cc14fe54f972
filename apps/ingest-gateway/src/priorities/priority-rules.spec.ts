import type { PrioritiesChange } from '@tributary/contracts';
import { RequestFailure } from '@tributary/http';
import { readRules } from './priority-rules.js';

type SentRule = PrioritiesChange['rules'][number];

const A_RULE: SentRule = { metric: 'steps', order: [{ deviceType: 'watch' }] };

function pathsOf(...rules: SentRule[]): readonly string[] {
  try {
    readRules({ rules });
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.code !== 'envelope_invalid') throw error;
    return error.errors.map(({ path }) => path);
  }
  return [];
}

describe('priority rules', () => {
  it('get their defaults: always in force, unlisted sources last', () => {
    expect(readRules({ rules: [A_RULE] })).toEqual([
      { metric: 'steps', effectiveFrom: null, order: [{ deviceType: 'watch' }], unlisted: 'last' },
    ]);
  });

  it('keep what they name and nothing else', () => {
    const order = [
      { app: 'com.example.*', manufacturer: 'Acme', model: 'W1', recordingMethod: 'manual', colour: 'red' },
    ];
    const rule = { metric: '*', effectiveFrom: '2026-02-28', order, unlisted: 'never' } as SentRule;
    expect(readRules({ rules: [rule] })).toEqual([
      {
        metric: '*',
        effectiveFrom: '2026-02-28',
        order: [{ app: 'com.example.*', manufacturer: 'Acme', model: 'W1', recordingMethod: 'manual' }],
        unlisted: 'never',
      },
    ]);
  });

  it.each(['*', 'sleep', 'workouts', 'heart_rate'])('may be about %s', (metric) => {
    expect(pathsOf({ ...A_RULE, metric })).toEqual([]);
  });

  it.each<[string, SentRule[], string[]]>([
    ['an unknown metric', [{ ...A_RULE, metric: 'stepz' }], ['rules[0].metric']],
    ['a day that is none', [A_RULE, { ...A_RULE, effectiveFrom: '2026-02-30' }], ['rules[1].effectiveFrom']],
    ['an instant for a date', [{ ...A_RULE, effectiveFrom: '2026-02-28T00:00:00Z' }], ['rules[0].effectiveFrom']],
    ['an entry that matches everything', [{ ...A_RULE, order: [{ deviceType: 'watch' }, {}] }], ['rules[0].order[1]']],
    ['a star in the middle', [{ ...A_RULE, order: [{ app: 'com.*.x' }] }], ['rules[0].order[0].app']],
    ['two rules of one metric and date', [A_RULE, { ...A_RULE, effectiveFrom: null }], ['rules[1]']],
  ])('are refused for %s', (_title, rules, paths) => {
    expect(pathsOf(...rules)).toEqual(paths);
  });
});
