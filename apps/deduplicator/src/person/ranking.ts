import type { PlacedRules, PriorityRule, RecordingMethod } from '@tributary/contracts';
import { chooseRule, rankOf } from '@tributary/resolution';
import { sourcesById } from '../steps/day-records.js';
import type { PersonWork } from './person-work.js';

/** Rank of a source under the rule of a local date; null: it never counts. */
export type Ranking = (sourceId: string, method: RecordingMethod, date: string) => number | null;

export function createRanking(work: PersonWork, metric: string, rules: PlacedRules): Ranking {
  const sources = sourcesById(work);
  const ruleOfDate = new Map<string, PriorityRule>();
  return function rank(sourceId, method, date) {
    let rule = ruleOfDate.get(date);
    if (!rule) ruleOfDate.set(date, (rule = chooseRule(rules, metric, date).rule));
    const source = sources.get(sourceId);
    if (!source) throw new Error('A record names a source that is not stored');
    return rankOf(rule, source, method);
  };
}
