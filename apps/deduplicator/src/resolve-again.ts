import type { PlacedRules, UserKey } from '@tributary/contracts';
import type { UserProfile } from '@tributary/store';
import type { PipelineDependencies } from './dependencies.js';
import { PersonWork } from './person/person-work.js';
import { learnZones } from './person/zones.js';
import { finishFlush } from './person-flush.js';
import { loadPerson } from './steps/load-person.step.js';
import {
  cellsUnderOtherRules,
  stretchOf,
  touchSessions,
  type Difference,
  type Stretch,
} from './steps/rule-difference.js';

/** Days resolved again in one transaction. */
const DAYS_PER_FLUSH = 31;

/** Dates in the order given, as many together as one transaction takes. */
export function daysPerFlush(dates: readonly string[]): Stretch[] {
  const flushes: Stretch[] = [];
  for (let at = 0; at < dates.length; at += DAYS_PER_FLUSH) flushes.push(stretchOf(dates, at, DAYS_PER_FLUSH));
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

/** Resolves the given stretch of a person's days again, as one flush without anything new. */
export async function resolveDaysAgain(
  { user, tenant, userId, rules, isOther, profile }: ResolveAgain,
  stretch: Stretch,
  deps: PipelineDependencies,
): Promise<void> {
  const work = new PersonWork(user, tenant, userId, [], 'reresolve', Date.now());
  await loadPerson(work, deps);
  if (profile !== undefined) work.profile = profile;
  work.zoneMonths.take(await deps.data.zoneMonths.all(user));
  const zones = learnZones(work);
  touchSessions(work, zones, stretch.around, isOther);
  await finishFlush(work, zones, rules, cellsUnderOtherRules(work, stretch, isOther), deps, stretch.scope);
}
