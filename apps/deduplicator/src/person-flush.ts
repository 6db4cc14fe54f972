import type { PlacedRules } from '@tributary/contracts';
import type { PipelineDependencies } from './dependencies.js';
import type { PersonWork } from './person/person-work.js';
import type { PersonZones } from './person/zones.js';
import { addCells, metricsOf, type AffectedCells } from './steps/affected-cells.js';
import { commitWork } from './steps/commit-work.step.js';
import { flagCopies } from './steps/flag-copies.step.js';
import { numberEvents } from './steps/number-events.step.js';
import { publishEvents } from './steps/publish-events.step.js';
import { resolveDays } from './steps/resolve-days.step.js';
import { resolveSleep } from './steps/resolve-sleep.step.js';
import { resolveWorkouts } from './steps/resolve-workouts.step.js';
import { daysOfOtherClock, shiftedDates, touchShifted } from './steps/shifted-dates.js';
import { EVERY_DATE, type DateScope } from './steps/settle-around.js';

/** Ends every flush, whatever began it: resolve what was touched, flag copies, store it with its events, publish. */
export async function finishFlush(
  work: PersonWork,
  zones: PersonZones,
  rules: PlacedRules,
  cells: AffectedCells,
  deps: PipelineDependencies,
  scope: DateScope = EVERY_DATE,
): Promise<void> {
  const moved = daysOfOtherClock(work, zones);
  touchShifted(work, zones, moved);
  for (const date of shiftedDates(work, zones, moved)) addCells(cells, date, metricsOf(work));
  const sleep = await resolveSleep(work, zones, rules, deps, scope);
  const workouts = await resolveWorkouts(work, zones, rules, deps, scope);
  const days = await resolveDays(work, zones, rules, cells, [...sleep, ...workouts], deps, scope);
  flagCopies(work);
  const numbered = await commitWork(work, () => numberEvents(work, [...sleep, ...workouts, ...days], zones.now), deps);
  deps.neighbourhoods.keep(work);
  await publishEvents(work, numbered, deps.output, deps.data);
}
