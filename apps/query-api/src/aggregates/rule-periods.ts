import type { PlacedRules } from '@tributary/contracts';
import { chooseRule, type RuleSpan } from '@tributary/resolution';
import type { BucketPlan } from './bucket-plan.js';

/** The dates after the first one, up to the last, from which some rule holds. */
const changeDates = ({ user, tenant }: PlacedRules, first: string, last: string): string[] =>
  [...new Set([...user, ...tenant].flatMap(({ effectiveFrom }) => effectiveFrom ?? []))]
    .filter((date) => date > first && date <= last)
    .sort();

/** The rules in force for a metric over the buckets: another one can only begin with a date that a rule names. */
export function rulePeriods(
  rules: PlacedRules,
  metric: string,
  { buckets, calendar }: BucketPlan,
  dayStartsAtMinutes: number,
): RuleSpan[] {
  const [startMs, endMs] = [buckets[0]?.startMs ?? 0, buckets.at(-1)?.endMs ?? 0];
  const first = calendar.localDate(startMs, dayStartsAtMinutes);
  const last = calendar.localDate(endMs - 1, dayStartsAtMinutes);
  const changes = changeDates(rules, first, last);
  const starts = [
    { date: first, at: startMs },
    ...changes.map((date) => ({ date, at: calendar.startOfDate(date, dayStartsAtMinutes) })),
  ];
  return starts.map(({ date, at }, index) => ({
    startMs: at,
    endMs: starts[index + 1]?.at ?? endMs,
    chosen: chooseRule(rules, metric, date),
  }));
}
