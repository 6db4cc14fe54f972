import { TOPICS } from '@tributary/contracts';
import type { ConsumedBatch } from '@tributary/kafka';
import { DocumentTooLargeError, whileMongoAnswers } from '@tributary/store';
import type { PipelineDependencies } from './dependencies.js';
import { dropErased } from './erasure/drop-erased.js';
import { erasePerson } from './erasure/erase-person.js';
import { importPart } from './import/import-part.js';
import { inParallel, Slots } from './concurrency.js';
import { PersonWork } from './person/person-work.js';
import { isRebased, learnZones, type PersonZones } from './person/zones.js';
import { finishFlush } from './person-flush.js';
import { everyCell, resolveAgain } from './resolve-again.js';
import { affectedCells } from './steps/affected-cells.js';
import { applyRun } from './steps/apply-run.step.js';
import { decodeRuns, openRun } from './steps/decode-runs.step.js';
import { groupByPerson, type PersonRuns, type PersonTask } from './steps/group-by-person.js';
import { loadPerson } from './steps/load-person.step.js';
import { redoOnConflict } from './steps/redo-on-conflict.js';
import { refuseRun } from './steps/refuse-run.js';
import { retellEvents } from './steps/retell-events.step.js';
import { setAside } from './steps/set-aside.step.js';
import { inSnapshotParts } from './steps/snapshot-parts.js';

/**
 * Flushes of a lane that are under way at the same time: while one waits for the database, another computes. Each holds
 * some kilobytes a record, so there are no more than keep the process busy.
 */
const FLUSHES_AT_ONCE = 2;

/** Erasures are done in order with live data. */
const ERASING_TOPIC: string = TOPICS.canonicalRecords.name;

/** Hop 5: canonical records → versioned store, what they touch resolved again → product topics. */
export function createDeduplicatorPipeline(deps: PipelineDependencies): (batch: ConsumedBatch) => Promise<void> {
  const slots = new Slots(FLUSHES_AT_ONCE);

  /**
   * Resolves all that is stored again under a zone that is learned but not stored: once it is, no crash can leave days
   * behind that were cut in another one.
   */
  async function rebase({ user, tenant, userId }: PersonRuns, { profile }: PersonWork): Promise<void> {
    await resolveAgain({ user, tenant, userId, differenceUnder: everyCell, profile }, deps, (work) => work());
  }

  const mustRebase = (work: PersonWork, zones: PersonZones): boolean => work.sources.hasAny && isRebased(zones);

  async function flush(person: PersonRuns, topic: string, isBased = false): Promise<void> {
    const runs = person.runs.map(openRun);
    const work = new PersonWork(person.user, person.tenant, person.userId, runs, person.origin, Date.now());
    if (person.snapshotPart) work.snapshotPart = person.snapshotPart;
    await loadPerson(work, deps);
    dropErased(work, topic === ERASING_TOPIC);
    if (work.runs.length === 0) return;
    const zones = learnZones(work);
    if (!isBased && mustRebase(work, zones)) {
      await rebase(person, work);
      await flush(person, topic, true);
      return;
    }
    for (const run of work.runs) applyRun(work, run, zones.now);
    await retellEvents(work, zones, deps);
    const rules = await deps.rules.placedFor(person.tenant, person.userId);
    await finishFlush(work, zones, rules, affectedCells(work, zones), deps);
    deps.metrics.flushed(work);
  }

  async function flushParts(person: PersonRuns, batch: ConsumedBatch): Promise<void> {
    for (const part of await inSnapshotParts(person, deps.data)) {
      await flush(part, batch.topic);
      await batch.heartbeat();
    }
  }

  /** A run with which a document gets too large is refused whole: it would stop everyone behind it for good. */
  async function flushOrRefuse(person: PersonRuns, batch: ConsumedBatch): Promise<void> {
    try {
      await flushParts(person, batch);
    } catch (error) {
      if (!(error instanceof DocumentTooLargeError)) throw error;
      const apart = person.runs.map((run) => ({ ...person, runs: [run] }));
      if (apart.length > 1) for (const each of apart) await flushOrRefuse(each, batch);
      else await flush({ ...person, runs: person.runs.map((run) => refuseRun(openRun(run))) }, batch.topic);
    }
  }

  async function handle(task: PersonTask, batch: ConsumedBatch): Promise<void> {
    if ('import' in task) return importPart(task.import, deps, () => batch.heartbeat());
    const begin = () => ('erasure' in task ? erasePerson(task.erasure, deps) : flushOrRefuse(task, batch));
    await slots.run(() => deps.turns.run(task.user, () => redoOnConflict(() => whileMongoAnswers(begin))));
  }

  return async function deduplicate(batch: ConsumedBatch): Promise<void> {
    const { messages, unreadable } = decodeRuns(batch.messages);
    await inParallel(groupByPerson(messages), FLUSHES_AT_ONCE, async (tasks) => {
      for (const task of tasks) {
        await handle(task, batch);
        await batch.heartbeat();
      }
    });
    await setAside(unreadable, 'decodeRuns', deps);
  };
}
