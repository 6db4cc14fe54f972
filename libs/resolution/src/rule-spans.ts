import type { Interval, PlacedRules } from '@tributary/contracts';
import { chooseRule, type ChosenRule } from './source-rank.js';

/** A stretch of time under one rule. */
export interface RuleSpan extends Interval {
  readonly chosen: ChosenRule;
}

/** A local date and its physical time, as `ZoneTimeline.dayWindow` gives it. */
export interface DatedWindows {
  readonly date: string;
  readonly windows: readonly Interval[];
}

/** The rules in force for a metric over some local days, ascending; neighbours under the same rule are joined. */
export function ruleSpans(rules: PlacedRules, metric: string, days: readonly DatedWindows[]): RuleSpan[] {
  const pieces = days.flatMap(({ date, windows }) => {
    const chosen = chooseRule(rules, metric, date);
    return windows.map(({ startMs, endMs }) => ({ startMs, endMs, chosen }));
  });
  const spans: RuleSpan[] = [];
  for (const piece of pieces.sort((a, b) => a.startMs - b.startMs)) {
    const last = spans.at(-1);
    const joins = last?.endMs === piece.startMs && last.chosen.rule === piece.chosen.rule;
    if (last !== undefined && joins) spans[spans.length - 1] = { ...last, endMs: piece.endMs };
    else spans.push(piece);
  }
  return spans;
}
