import type { Interval, PlacedRules } from '@tributary/contracts';
import { chooseRule, type RuleSpan, type ZoneTimeline } from '@tributary/resolution';

/** The clock on which local dates begin. */
export interface DateClock {
  readonly calendar: ZoneTimeline;
  readonly dayStartsAtMinutes: number;
}

/** A rule, and the local date on which its time begins. */
export interface RulePeriod extends RuleSpan {
  readonly date: string;
}

/** The dates after the first one, up to the last, from which some rule holds. */
const changeDates = ({ user, tenant }: PlacedRules, first: string, last: string): string[] =>
  [...new Set([...user, ...tenant].flatMap(({ effectiveFrom }) => effectiveFrom ?? []))]
    .filter((date) => date > first && date <= last)
    .sort();

/** The rules in force for a metric over a window: another one can only begin with a date that a rule names. */
export function rulePeriods(
  rules: PlacedRules,
  metric: string,
  { startMs, endMs }: Interval,
  { calendar, dayStartsAtMinutes }: DateClock,
): RulePeriod[] {
  const first = calendar.localDate(startMs, dayStartsAtMinutes);
  const last = calendar.localDate(endMs - 1, dayStartsAtMinutes);
  const starts = [
    { date: first, at: startMs, chosen: chooseRule(rules, metric, first) },
    ...changeDates(rules, first, last).map((date) => ({
      date,
      // After a flight west a date can have begun before the window, which begins on the one before.
      at: Math.max(startMs, calendar.startOfDate(date, dayStartsAtMinutes)),
      chosen: chooseRule(rules, metric, date),
    })),
  ].filter(({ chosen }, index, all) => chosen.rule !== all[index - 1]?.chosen.rule);
  return starts.map(({ date, at, chosen }, index) => ({
    date,
    startMs: at,
    endMs: starts[index + 1]?.at ?? endMs,
    chosen,
  }));
}
