import type { PlacedRules, UserKey } from '@tributary/contracts';
import { whileMongoAnswers, type UserProfile } from '@tributary/store';
import type { PipelineDependencies } from './dependencies.js';
import { PersonWork } from './person/person-work.js';
import { learnZones } from './person/zones.js';
import { finishFlush } from './person-flush.js';
import { loadPerson } from './steps/load-person.step.js';
import { redoOnConflict } from './steps/redo-on-conflict.js';
import {
  cellsUnderOtherRules,
  datesWithData,
  stretchOf,
  touchSessions,
  type Difference,
  type Stretch,
} from './steps/rule-difference.js';

/** Days resolved again in one transaction. */
const DAYS_PER_FLUSH = 31;

/** Every date that a person has data on, in order, as many together as one transaction takes. */
async function everyStretch(user: UserKey, deps: PipelineDependencies): Promise<Stretch[]> {
  const dates = await datesWithData(user, deps);
  const stretches: Stretch[] = [];
  for (let at = 0; at < dates.length; at += DAYS_PER_FLUSH) stretches.push(stretchOf(dates, at, DAYS_PER_FLUSH));
  return stretches;
}

/** Whose days are resolved again, and which of their cells. */
export interface ResolveAgain {
  readonly user: UserKey;
  readonly tenant: string;
  readonly userId: string;
  /** What stands under another rule, seen from the rules that hold now. */
  readonly differenceUnder: (rules: PlacedRules) => Difference;
  /** Taken for the stored one: what a flush that is not stored yet has learned of the person. */
  readonly profile?: UserProfile | null;
}

/** How a piece of work is done that may be left and done again. */
type Doing = (work: () => Promise<void>) => Promise<void>;

/** Resolves every day of a person again, a stretch at a time; `doing` says how each is done. */
export async function resolveAgain(again: ResolveAgain, deps: PipelineDependencies, doing: Doing): Promise<void> {
  let stretches: Stretch[] = [];
  // In turn like the rest: a flush under way may bring dates.
  await doing(async () => {
    stretches = await everyStretch(again.user, deps);
  });
  for (const stretch of stretches) await doing(() => resolveStretch(again, stretch, deps));
}

/** For all cells, whatever the rules are. */
export const everyCell = (): Difference => () => true;

/** The same from outside of a flush: each stretch in turn with the flushes of the person. */
export const resolveAgainInTurn = (
  again: ResolveAgain,
  deps: PipelineDependencies,
  beat: () => Promise<void>,
): Promise<void> =>
  resolveAgain(again, deps, async (work) => {
    await deps.turns.run(again.user, () => redoOnConflict(() => whileMongoAnswers(work)));
    await beat();
  });

/** One flush without anything new. */
async function resolveStretch(
  { user, tenant, userId, differenceUnder, profile }: ResolveAgain,
  stretch: Stretch,
  deps: PipelineDependencies,
): Promise<void> {
  const work = new PersonWork(user, tenant, userId, [], 'reresolve', Date.now());
  await loadPerson(work, deps);
  // After the ledger, which every change of rules moves.
  const rules = await deps.rules.placedFor(tenant, userId);
  const isOther = differenceUnder(rules);
  if (profile !== undefined) work.profile = profile;
  work.zoneMonths.take(await deps.data.zoneMonths.all(user));
  const zones = learnZones(work);
  touchSessions(work, zones, stretch.around, isOther);
  await finishFlush(work, zones, rules, cellsUnderOtherRules(work, stretch, isOther), deps, stretch.scope);
}
