import type { PlacedRules, UserKey } from '@tributary/contracts';
import type { UserProfile } from '@tributary/store';
import type { PipelineDependencies } from './dependencies.js';
import { PersonWork } from './person/person-work.js';
import { learnZones } from './person/zones.js';
import { finishFlush } from './person-flush.js';
import { loadPerson } from './steps/load-person.step.js';
import { cellsUnderOtherRules, touchSessions, type Difference } from './steps/rule-difference.js';

/** Days resolved again in one transaction. */
const DAYS_PER_FLUSH = 31;

/** Dates in the order given, as many together as one transaction takes. */
export function daysPerFlush(dates: readonly string[]): string[][] {
  const flushes: string[][] = [];
  for (let at = 0; at < dates.length; at += DAYS_PER_FLUSH) flushes.push(dates.slice(at, at + DAYS_PER_FLUSH));
  return flushes;
}

/** Whose days are resolved again, under which rules, and which of their cells. */
export interface ResolveAgain {
  readonly user: UserKey;
  readonly tenant: string;
  readonly userId: string;
  readonly rules: PlacedRules;
  readonly isOther: Difference;
  /** Taken for the stored one: what a flush that is not stored yet has learned of the person. */
  readonly profile?: UserProfile | null;
}

/** Resolves the given days of a person again, as one flush without anything new. */
export async function resolveDaysAgain(
  { user, tenant, userId, rules, isOther, profile }: ResolveAgain,
  days: readonly string[],
  deps: PipelineDependencies,
): Promise<void> {
  const work = new PersonWork(user, tenant, userId, [], 'reresolve', Date.now());
  await loadPerson(work, deps);
  if (profile !== undefined) work.profile = profile;
  work.zoneMonths.take(await deps.data.zoneMonths.all(user));
  const zones = learnZones(work);
  touchSessions(work, zones, days, isOther);
  await finishFlush(work, zones, rules, cellsUnderOtherRules(work, days, isOther), deps);
}
