import { recordOfPart, type BatchFacts, type CanonicalRecord, type Outcome, type RecordId } from '@tributary/contracts';
import { compareVersions, isBuried } from '@tributary/resolution';
import { isRegistered, type KeptSnapshot, type RegistryEntry } from '@tributary/store';
import { isReceivedBefore } from '../person/receipts.js';
import { deletingSnapshot } from '../person/snapshots.js';
import type { PersonWork } from '../person/person-work.js';
import {
  entryOf,
  historyOf,
  isValues,
  sameVersion,
  storedFacts,
  topOf,
  upsertOf,
  withAbsence,
  withVersion,
} from './identity-entry.js';
import { countIn, countOut, removeStored, replaceEntry } from './identity-changes.js';
import { keepAside, keepValuesAside, supersededBy } from './outliving-versions.js';
import { restampBatch, restampRevision } from './restamp.js';
import type { Placement, Placer } from './placer.js';
import { applyStatement } from './stated-facts.js';
import { replaceStored } from './store-record.js';
import { contentOf } from './stored-content.js';
import { routesTold, routesToldBy, settleRoutes } from './told-routes.js';

/** The values of an event stand exactly as long as the version of the event that brought them. */
function sharesVersionOfEvent(work: PersonWork, { id, version }: CanonicalRecord): boolean {
  const standing = work.registry.get(recordOfPart(id))?.version ?? null;
  return standing !== null && sameVersion(standing, version);
}

/** The snapshot that deletes a record as a batch brings it; the values of an event go with the event. */
function snapshotAgainst(
  work: PersonWork,
  { id, rawType, startMs, sourceId, version }: CanonicalRecord,
  { platform, receivedMs }: BatchFacts,
): KeptSnapshot | null {
  if (isValues(id)) return null;
  const app = work.source(sourceId)?.app.id;
  return deletingSnapshot(work, platform, { id, rawType, app, startMs, modifiedMs: version.modifiedMs, receivedMs });
}

/** Applies one canonical record to what is stored of its identity. */
export function applyRecord(work: PersonWork, record: CanonicalRecord, batch: BatchFacts, placer: Placer): Outcome {
  const told = routesTold(work, record.id);
  const outcome = applyVersion(work, record, batch, placer);
  settleRoutes(work, record.id, told, routesToldBy(record));
  return outcome;
}

function applyVersion(work: PersonWork, record: CanonicalRecord, batch: BatchFacts, placer: Placer): Outcome {
  const entry = entryOf(work, record.id, placer.chunkIds(record));
  const top = topOf(entry);
  if (top && sameVersion(record.version, top)) return applyAgain(work, record, batch, entry);
  const stated = applyStatement(work, record, batch, placer, entry);
  if (stated) return stated;
  const known = historyOf(work, record.id, entry);
  const seen = known.some((version) => version.op === 'upsert' && sameVersion(version, record.version));
  const { batchId } = batch;
  const history = seen ? known : withVersion(known, upsertOf(record.version, { batchId, index: record.index }));

  const isHidden = isValues(record.id)
    ? !sharesVersionOfEvent(work, record)
    : entry.tombstone !== null && isBuried(record.version, entry.tombstone);
  if (isHidden || (top && compareVersions(record.version, top) < 0)) {
    supersede(work, record, batch, placer, entry, { ...entry, history }, isHidden);
    return 'superseded';
  }
  const snapshot = snapshotAgainst(work, record, batch);
  if (snapshot) {
    const outliving = supersededBy(work, record.id, entry, record.version);
    const told = withAbsence(history, record.version, snapshot.batchId);
    removeStored(work, record.id, entry, { ...entry, history: told, absent: record.version, outliving }, batch);
    return 'superseded';
  }
  if (!store(work, record, batch, placer, { ...entry, history })) return 'quarantined';
  return known.some((version) => version.op === 'upsert') ? 'updated' : 'created';
}

const hasRoom = (work: PersonWork, { byChunk }: Placement): boolean =>
  [...byChunk].every(([chunk, { record }]) => work.roomIn(chunk).take(record));

/** Puts a version in the place of what stands; false where there is no room for it. */
function store(
  work: PersonWork,
  record: CanonicalRecord,
  batch: BatchFacts,
  placer: Placer,
  entry: RegistryEntry,
): boolean {
  const { id, version } = record;
  const { tombstone, history } = entry;
  const placement = placer.place(record, history.length);
  if (!hasRoom(work, placement)) return false;
  const outliving = isValues(id) ? (entry.outliving ?? []) : supersededBy(work, id, entry, version);
  countOut(work, id, entry, batch);
  countIn(work, id, record.rawType, batch);
  const single = history.length === 1;
  const metric = record.content.kind === 'samples' ? record.content.samples[0]?.metric : undefined;
  if (!single || metric === undefined || isRegistered(id, version, metric))
    replaceEntry(work, id, { at: placement.places, version, tombstone, history: single ? [] : history, outliving });
  replaceStored(work, id, entry.at, placement, history.length, batch.batchId);
  return true;
}

/** The version that stands came once more: of its batches the one that was received first is named. */
function applyAgain(work: PersonWork, record: CanonicalRecord, batch: BatchFacts, entry: RegistryEntry): Outcome {
  if (!entry.version) return 'superseded';
  const stored = storedFacts(work, record.id, entry);
  if (!stored || !isReceivedBefore(work, batch, stored.batchId)) return 'duplicate';
  restampBatch(work, record.id, entry.at, batch, record.index);
  const snapshot = snapshotAgainst(work, record, batch);
  if (!snapshot) return 'duplicate';
  vanish(work, record.id, work.registry.get(record.id) ?? entry, batch, snapshot.batchId);
  return 'superseded';
}

/** A snapshot that should hold the version that stands does not: the record is gone. */
export function vanish(
  work: PersonWork,
  id: RecordId,
  entry: RegistryEntry,
  batch: BatchFacts,
  snapshotBatchId: string,
): void {
  const { version } = entry;
  if (!version) return;
  const told = routesTold(work, id);
  const history = withAbsence(historyOf(work, id, entry), version, snapshotBatchId);
  removeStored(work, id, entry, { ...entry, history, absent: version }, batch);
  settleRoutes(work, id, told);
}

/** Notes a version that something newer, or a delete, hides; it is kept aside where it could outlive that. */
function supersede(
  work: PersonWork,
  record: CanonicalRecord,
  batch: BatchFacts,
  placer: Placer,
  before: RegistryEntry,
  noted: RegistryEntry,
  isHidden: boolean,
): void {
  const { id, version } = record;
  const aside = { version, content: () => contentOf(placer.place(record, noted.history.length)) };
  const entry = isValues(id)
    ? keepValuesAside(work, id, noted, aside)
    : isHidden
      ? noted
      : keepAside(work, batch, noted, aside);
  const isNew = noted.history !== before.history;
  if (isNew || entry !== noted) work.registry.set(id, entry);
  if (isNew) restampRevision(work, id, before.at, noted.history.length, batch.batchId);
}
