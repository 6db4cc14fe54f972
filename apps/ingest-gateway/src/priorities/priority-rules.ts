import { isMetricId, type PrioritiesChange, type PriorityEntry, type PriorityRule } from '@tributary/contracts';
import { RequestFailure, type RequestError } from '@tributary/http';

type SentRule = PrioritiesChange['rules'][number];

/** Metric names of rules that are no metrics: everything, nights and naps, workouts. */
const RULE_METRICS: ReadonlySet<string> = new Set(['*', 'sleep', 'workouts']);
const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A date of the calendar: 2026-02-30 is none. */
function isLocalDate(text: string): boolean {
  const epochMs = LOCAL_DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(text);
}

/** What the table does not know is left out. */
function toEntry({ app, deviceType, manufacturer, model, recordingMethod }: PriorityEntry): PriorityEntry {
  const named = Object.entries({ app, deviceType, manufacturer, model, recordingMethod });
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

const toRule = ({ metric, effectiveFrom, order, unlisted }: SentRule): PriorityRule => ({
  metric,
  effectiveFrom: effectiveFrom ?? null,
  order: order.map(toEntry),
  unlisted: unlisted ?? 'last',
});

function* faultsOf(rule: PriorityRule, path: string): Generator<readonly [path: string, detail: string]> {
  if (!RULE_METRICS.has(rule.metric) && !isMetricId(rule.metric))
    yield [`${path}.metric`, 'must be a metric id, sleep, workouts or *'];
  if (rule.effectiveFrom !== null && !isLocalDate(rule.effectiveFrom))
    yield [`${path}.effectiveFrom`, 'must be a local date YYYY-MM-DD or null'];
  for (const [i, entry] of rule.order.entries()) {
    const at = `${path}.order[${String(i)}]`;
    if (Object.keys(entry).length === 0) yield [at, 'must name a field to match on'];
    if (entry.app?.slice(0, -1).includes('*')) yield [`${at}.app`, 'may have * at its end only'];
  }
}

/** Two rules of one metric and date would leave open which of them holds. */
function* repeatsIn(rules: readonly PriorityRule[]): Generator<readonly [path: string, detail: string]> {
  const seen = new Set<string>();
  for (const [i, { metric, effectiveFrom }] of rules.entries()) {
    const key = `${metric}|${effectiveFrom ?? ''}`;
    if (seen.has(key)) yield [`rules[${String(i)}]`, 'names the same metric and effectiveFrom as a rule before it'];
    seen.add(key);
  }
}

/**
 * The rules as they are stored, with their defaults.
 * @throws RequestFailure `envelope_invalid` with paths, for what the schema cannot tell.
 */
export function readRules({ rules: sent }: PrioritiesChange): readonly PriorityRule[] {
  const rules = sent.map(toRule);
  const faults = [...rules.flatMap((rule, i) => [...faultsOf(rule, `rules[${String(i)}]`)]), ...repeatsIn(rules)];
  if (faults.length === 0) return rules;
  const errors = faults.map(([path, detail]): RequestError => ({ path, code: 'envelope_invalid', detail }));
  throw new RequestFailure('envelope_invalid', { errors });
}
