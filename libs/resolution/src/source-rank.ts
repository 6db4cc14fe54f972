import {
  BUILTIN_RULE,
  type PlacedRules,
  type PriorityEntry,
  type PriorityRule,
  type RecordingMethod,
  type RulePlace,
  type Source,
} from '@tributary/contracts';

/** A rule and where it stands. */
export interface ChosenRule {
  readonly place: RulePlace;
  readonly rule: PriorityRule;
}

const ANY_METRIC = '*';

/** Rules of served nights and workouts also rule the swept totals of their sessions. */
const RULED_BY: Readonly<Record<string, string>> = { sleep_duration: 'sleep', workout_duration: 'workouts' };

/** Names a rule may carry to rule the metric itself, the exact one first. */
const namesOf = (metric: string): readonly string[] => {
  const alias = RULED_BY[metric];
  return alias === undefined ? [metric] : [metric, alias];
};

/** Whether the rule was made for the metric, not for all (`*`). */
export const namesMetric = (rule: PriorityRule, metric: string): boolean => namesOf(metric).includes(rule.metric);

/** The newest rule of a name that holds on the date; of two from the same date the one written later in the list. */
function newest(rules: readonly PriorityRule[], name: string, date: string): PriorityRule | null {
  let best: PriorityRule | null = null;
  for (const rule of rules) {
    if (rule.metric !== name || (rule.effectiveFrom ?? '') > date) continue;
    if (best === null || (rule.effectiveFrom ?? '') >= (best.effectiveFrom ?? '')) best = rule;
  }
  return best;
}

/**
 * The rule for a metric on a local date (`YYYY-MM-DD`): the user's for the metric, the user's `*`, the tenant's for the
 * metric, the tenant's `*`, the built-in one; in each place the newest whose `effectiveFrom` is not after the date.
 */
export function chooseRule(rules: PlacedRules, metric: string, date: string): ChosenRule {
  for (const place of ['user', 'tenant'] as const) {
    for (const name of [...namesOf(metric), ANY_METRIC]) {
      const rule = newest(rules[place], name, date);
      if (rule !== null) return { place, rule };
    }
  }
  return { place: 'builtin', rule: BUILTIN_RULE };
}

const appMatches = (pattern: string, app: string): boolean =>
  pattern.endsWith('*') ? app.startsWith(pattern.slice(0, -1)) : app === pattern;

/** An entry matches a source on every field it names. */
export function matches(entry: PriorityEntry, source: Source, recordingMethod: RecordingMethod): boolean {
  return (
    (entry.app === undefined || appMatches(entry.app, source.app.id)) &&
    (entry.deviceType === undefined || entry.deviceType === source.device.type) &&
    (entry.manufacturer === undefined || entry.manufacturer === source.device.manufacturer) &&
    (entry.model === undefined || entry.model === source.device.model) &&
    (entry.recordingMethod === undefined || entry.recordingMethod === recordingMethod)
  );
}

/** Rank of every source that a rule does not name, where it counts at all. */
const UNLISTED_RANK = 0;

/** Larger is better: the first matching entry gives the rank. null: the source never counts under this rule. */
export function rankOf(rule: PriorityRule, source: Source, recordingMethod: RecordingMethod): number | null {
  const index = rule.order.findIndex((entry) => matches(entry, source, recordingMethod));
  if (index >= 0) return rule.order.length - index;
  return rule.unlisted === 'never' ? null : UNLISTED_RANK;
}
