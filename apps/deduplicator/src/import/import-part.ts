import { userKey, type ExportKind, type ExportLine, type ImportMessage, type UserKey } from '@tributary/contracts';
import { isErased, joinZoneEntries, whileMongoAnswers, type UserData } from '@tributary/store';
import type { PipelineDependencies } from '../dependencies.js';
import { PersonWork } from '../person/person-work.js';
import { learnZones } from '../person/zones.js';
import { commitWork } from '../steps/commit-work.step.js';
import { loadPerson } from '../steps/load-person.step.js';
import { numberEvents } from '../steps/number-events.step.js';
import { publishEvents } from '../steps/publish-events.step.js';
import { redoOnConflict } from '../steps/redo-on-conflict.js';
import { everyCell, resolveAgainInTurn } from '../resolve-again.js';
import { applyLines, type ImportPart } from './apply-lines.js';
import { linesAsRuns } from './lines-as-runs.js';

/** A part of an export, in order between the flushes of what came before and after. */
export interface PersonImport {
  readonly user: UserKey;
  readonly import: ImportMessage;
}

/**
 * Stores a part of an export with the events it gives, and after the last one has every day resolved again: this
 * installation may have other rules. A redelivered part changes nothing.
 */
export async function importPart(message: ImportMessage, deps: PipelineDependencies, beat: () => Promise<void>) {
  const { import: facts } = message;
  const user = userKey(facts.tenant, facts.userId);
  let isPerson = false;
  const store = async (): Promise<void> => {
    isPerson = await storePart(message, deps);
  };
  await deps.turns.run(user, () => redoOnConflict(() => whileMongoAnswers(store)));
  if (!facts.isLast || !isPerson) return;
  const { tenant, userId } = facts;
  await resolveAgainInTurn({ user, tenant, userId, differenceUnder: everyCell }, deps, beat);
  const mark = { parts: facts.part + 1, completedMs: Date.now() };
  await whileMongoAnswers(() => deps.data.imports.write(user, new Map([[facts.importId, mark]])));
}

/** @returns false when the person was erased after the import was asked for. */
async function storePart({ import: facts, lines }: ImportMessage, deps: PipelineDependencies): Promise<boolean> {
  const { tenant, userId, importId, part } = facts;
  const user = userKey(tenant, userId);
  const work = new PersonWork(user, tenant, userId, linesAsRuns(facts, lines), 'backfill', Date.now());
  await loadPerson(work, deps);
  const mark = await deps.data.imports.get(user, importId);
  // An import comes on the lane that erases: what is pending lies after it in the lane, or erases nothing of it.
  if (isErased(work.erasure, facts.receivedMs)) return false;
  const stored: ImportPart = { work, facts, entities: [] };
  if ((mark?.parts ?? 0) <= part) {
    await loadNamed(work, lines, deps.data);
    applyLines(stored, lines);
    work.imports.set(importId, { parts: part + 1, completedMs: null });
  }
  const zones = learnZones(withProfile(work));
  const numbered = await commitWork(work, () => numberEvents(work, stored.entities, zones.now), deps);
  deps.neighbourhoods.forget(user);
  await publishEvents(work, numbered, deps.output, deps.data);
  return true;
}

/** The zones that a part brings are those that the samples of the same part are told in. */
function withProfile(work: PersonWork): PersonWork {
  const { tenant, userId, profile, restored } = work;
  if (!restored.profile) return work;
  const { data } = restored.profile;
  const zoneEntries = joinZoneEntries(profile?.zoneEntries ?? [], data.zoneEntries);
  const fallbackZone = profile?.fallbackZone ?? data.fallbackZone;
  work.profile = { tenant, userId, dayStartsAt: data.dayStartsAt, ...profile, zoneEntries, fallbackZone };
  return work;
}

/** Reads what the lines name by their own keys, and records and batches do not lead to. */
async function loadNamed(work: PersonWork, lines: readonly ExportLine[], data: UserData): Promise<void> {
  const { user } = work;
  const keys = (kind: ExportKind, field: string): string[] =>
    lines.flatMap((line) => (line.kind === kind ? [String((line.data as Record<string, unknown>)[field])] : []));
  const [months, snapshots, clients, receipts, workouts, nights, days] = await Promise.all([
    data.zoneMonths.byKeys(user, keys('zone_month', 'month')),
    data.snapshots.byKeys(user, keys('snapshot', 'key')),
    data.clientRecords.byKeys(user, keys('client_record', 'key')),
    data.receipts.byKeys(user, keys('receipt', 'batchId')),
    data.workouts.byKeys(user, keys('workout', 'id')),
    data.sleepEpisodes.byKeys(user, keys('sleep', 'id')),
    data.dailySummaries.byKeys(user, keys('daily_summary', 'id')),
  ]);
  work.zoneMonths.take(months);
  work.snapshots.take(snapshots);
  work.clientRecords.take(clients);
  work.receipts.take(receipts);
  work.workouts.take(workouts);
  work.sleepEpisodes.take(nights);
  work.dailySummaries.take(days);
}
