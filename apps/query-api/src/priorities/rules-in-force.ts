import type { PriorityRule } from '@tributary/contracts';

const from = ({ effectiveFrom }: PriorityRule): string => effectiveFrom ?? '';

/** Of each metric that the rules of a place name the newest one that holds on the date; `*` comes last. */
export function rulesInForce(rules: readonly PriorityRule[], date: string): PriorityRule[] {
  const newest = new Map<string, PriorityRule>();
  for (const rule of rules) {
    const known = newest.get(rule.metric);
    if (from(rule) <= date && (!known || from(rule) >= from(known))) newest.set(rule.metric, rule);
  }
  const last = (rule: PriorityRule): number => Number(rule.metric === '*');
  return [...newest.values()].sort((a, b) => last(a) - last(b) || (a.metric < b.metric ? -1 : 1));
}
