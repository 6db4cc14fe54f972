import type { ConsumedBatch } from '@tributary/kafka';
import { whileMongoAnswers } from '@tributary/store';
import type { DeduplicatorDependencies } from './dependencies.js';
import { NeighbourhoodCache } from './person/neighbourhood.js';
import { inParallel, OneAtATime } from './person/one-at-a-time.js';
import { PersonWork } from './person/person-work.js';
import { learnZones } from './person/zones.js';
import { applyRun } from './steps/apply-run.step.js';
import { commitWork } from './steps/commit-work.step.js';
import { decodeRuns } from './steps/decode-runs.step.js';
import { groupByPerson, type PersonRuns } from './steps/group-by-person.js';
import { loadPerson } from './steps/load-person.step.js';
import { numberEvents } from './steps/number-events.step.js';
import { publishEvents } from './steps/publish-events.step.js';
import { redoOnConflict } from './steps/redo-on-conflict.js';
import { resolveDays } from './steps/resolve-days.step.js';
import { resolveSleep } from './steps/resolve-sleep.step.js';
import { resolveWorkouts } from './steps/resolve-workouts.step.js';

/** People whose flushes are under way at the same time: while one waits for the database, another computes. */
const PEOPLE_AT_ONCE = 6;

/** Hop 5: canonical records → versioned store, what they touch resolved again → product topics. */
export function createDeduplicatorPipeline(given: DeduplicatorDependencies): (batch: ConsumedBatch) => Promise<void> {
  const { output, data, metrics } = given;
  const neighbourhoods = new NeighbourhoodCache();
  const deps = { ...given, neighbourhoods };
  const turns = new OneAtATime();

  async function flush(person: PersonRuns): Promise<void> {
    const work = new PersonWork(person.user, person.tenant, person.userId, person.runs, person.origin, Date.now());
    await loadPerson(work, deps);
    const zones = learnZones(work);
    for (const run of work.runs) applyRun(work, run, zones.now);
    const rules = await deps.rules.placedFor(person.tenant, person.userId);
    const sleep = await resolveSleep(work, zones, rules, deps);
    const workouts = await resolveWorkouts(work, zones, rules, deps);
    const days = await resolveDays(work, zones, rules, [...sleep, ...workouts], deps);
    const numbered = numberEvents(work, [...sleep, ...workouts, ...days], zones.now);
    await commitWork(work, numbered.changes, numbered.sequence, deps);
    neighbourhoods.keep(work);
    await publishEvents(work, numbered, output, data);
    metrics.flushed(work);
  }

  return async function deduplicate(batch: ConsumedBatch): Promise<void> {
    const runs = await decodeRuns(batch.messages, deps);
    await inParallel(groupByPerson(runs), PEOPLE_AT_ONCE, async (flushes) => {
      for (const person of flushes) {
        await turns.run(person.user, () => redoOnConflict(() => whileMongoAnswers(() => flush(person))));
        await batch.heartbeat();
      }
    });
  };
}
