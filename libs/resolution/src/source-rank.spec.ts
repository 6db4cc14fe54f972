import { BUILTIN_RULE, type PriorityRule, type Source, type SourceId } from '@tributary/contracts';
import { chooseRule, matches, namesMetric, rankOf } from './source-rank.js';

const source = (
  app: string,
  type = 'watch',
  manufacturer: string | null = null,
  model: string | null = null,
): Source => ({
  id: 'src-1' as SourceId,
  app: { id: app, name: null },
  device: { manufacturer, model, type },
});
const rule = (metric: string, effectiveFrom: string | null = null): PriorityRule => ({
  metric,
  effectiveFrom,
  order: [],
  unlisted: 'last',
});

describe('the rule for a metric on a date', () => {
  const rules = {
    user: [rule('steps', '2026-02-01'), rule('*', '2026-03-01')],
    tenant: [rule('steps'), rule('steps', '2026-01-01'), rule('*')],
  };

  it.each([
    ['steps', '2026-02-01', 'user', 'steps', '2026-02-01'],
    ['distance', '2026-03-01', 'user', '*', '2026-03-01'],
    ['steps', '2026-01-31', 'tenant', 'steps', '2026-01-01'],
    ['steps', '2025-12-31', 'tenant', 'steps', null],
    ['distance', '2026-02-28', 'tenant', '*', null],
  ])('for %s on %s is the %s rule %s from %s', (metric, date, place, name, effectiveFrom) => {
    expect(chooseRule(rules, metric, date)).toMatchObject({ place, rule: { metric: name, effectiveFrom } });
  });

  it('is the built-in one where nobody made one', () => {
    expect(chooseRule({ user: [], tenant: [] }, 'steps', '2026-01-01')).toEqual({
      place: 'builtin',
      rule: BUILTIN_RULE,
    });
  });

  it.each([
    ['sleep_duration', 'sleep'],
    ['workout_duration', 'workouts'],
    ['sleep', 'sleep'],
  ])('for %s may be named %s', (metric, name) => {
    const chosen = chooseRule({ user: [rule('*'), rule(name)], tenant: [] }, metric, '2026-01-01');
    expect(chosen.rule.metric).toBe(name);
    expect(namesMetric(chosen.rule, metric)).toBe(true);
  });
});

describe('an entry of an order', () => {
  it.each([
    [{ app: 'com.a' }, true],
    [{ app: 'com.' }, false],
    [{ app: 'com.*' }, true],
    [{ app: 'COM.*' }, false],
    [{ deviceType: 'watch', manufacturer: 'Acme' }, true],
    [{ deviceType: 'watch', manufacturer: 'Other' }, false],
    [{ model: 'W1' }, true],
    [{ recordingMethod: 'manual' }, false],
    [{}, true],
  ])('%j matches on every field it names: %s', (entry, expected) => {
    expect(matches(entry, source('com.a', 'watch', 'Acme', 'W1'), 'automatic')).toBe(expected);
  });
});

describe('the rank of a source', () => {
  const order = [{ app: 'com.a' }, { deviceType: 'watch' }, { deviceType: 'phone' }];

  it('is larger the earlier an entry matches', () => {
    const ranks = [
      source('com.a', 'phone'),
      source('com.b', 'watch'),
      source('com.b', 'phone'),
      source('com.b', 'scale'),
    ].map((each) => rankOf({ ...rule('*'), order }, each, 'unknown'));
    expect(ranks).toEqual([3, 2, 1, 0]);
  });

  it('is null for an unlisted source that never counts', () => {
    expect(rankOf({ ...rule('*'), order, unlisted: 'never' }, source('com.b', 'scale'), 'unknown')).toBeNull();
  });

  it('follows the built-in order: worn devices, then the phone, then the rest', () => {
    const types = ['watch', 'band', 'ring', 'chest_strap', 'hearable', 'glasses', 'phone', 'scale'];
    const ranks = types.map((type) => rankOf(BUILTIN_RULE, source('com.a', type), 'unknown') ?? -1);
    expect([...ranks].sort((a, b) => b - a)).toEqual(ranks);
    expect(new Set(ranks).size).toBe(types.length);
  });
});
