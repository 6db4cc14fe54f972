import {
  PLATFORMS,
  recordOfPart,
  valuesIdOf,
  type BatchFacts,
  type CanonicalDeletion,
  type CanonicalRecord,
  type Outcome,
  type RecordId,
  type RecordVersion,
} from '@tributary/contracts';
import { compareVersions, isBuried } from '@tributary/resolution';
import { chunkId, isRegistered, type RegistryEntry, type VersionEntry } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { countRecord, noteArrival } from '../person/sync-state.js';
import { type Placer, RECORDINGS, replaceStored, restampRevision } from './store-record.js';

const NEVER_SEEN: RegistryEntry = { at: [], version: null, tombstone: null, history: [] };

const sameVersion = (a: RecordVersion, b: RecordVersion): boolean => compareVersions(a, b) === 0;

/** One identity: what the registry knows, completed by the chunks where a record goes without an entry. */
function entryOf(work: PersonWork, id: RecordId, chunks: readonly string[]): RegistryEntry {
  const entry = work.registry.get(id);
  if (entry) return entry;
  const at = chunks.filter((chunk) => work.chunks.get(chunk)?.records.has(id));
  const stored = at[0] === undefined ? undefined : work.chunks.get(at[0])?.records.get(id);
  return stored ? { ...NEVER_SEEN, at, version: stored.version } : NEVER_SEEN;
}

interface StoredFacts {
  readonly rawType: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly batchId: string;
  readonly index: number;
}

function storedFacts(work: PersonWork, id: RecordId, entry: RegistryEntry): StoredFacts | null {
  const [place] = entry.at;
  if (place === undefined) return null;
  if (place === RECORDINGS) {
    const recording = work.recording(id);
    return recording && { ...recording, rawType: recording.record.rawType, index: recording.record.index };
  }
  const stored = work.chunks.get(place)?.records.get(id);
  return stored ? { ...stored, rawType: stored.profile.rawType } : null;
}

/** The version that is stored, as a history entry: needed once a second one comes. */
function storedAsHistory(work: PersonWork, id: RecordId, entry: RegistryEntry): VersionEntry[] {
  const stored = storedFacts(work, id, entry);
  return entry.version && stored
    ? [{ ...entry.version, op: 'upsert', batchId: stored.batchId, index: stored.index }]
    : [];
}

/** Values of an event are no record of their own. */
const isValues = (id: RecordId): boolean => recordOfPart(id) !== id;

function countIn(work: PersonWork, record: CanonicalRecord, batch: BatchFacts): void {
  if (!isValues(record.id)) countRecord(work, batch, record.rawType, 1);
}

function countOut(work: PersonWork, id: RecordId, entry: RegistryEntry, batch: BatchFacts): void {
  if (isValues(id)) return;
  const stored = storedFacts(work, id, entry);
  if (stored) countRecord(work, batch, stored.rawType, -1);
}

const inVersionOrder = (a: VersionEntry, b: VersionEntry): number =>
  compareVersions(a, b) || (a.op < b.op ? -1 : a.op > b.op ? 1 : 0);

function withVersion(history: readonly VersionEntry[], added: VersionEntry): VersionEntry[] {
  return [...history, added].sort(inVersionOrder);
}

/** The values of an event stand exactly as long as the version of the event that brought them. */
function sharesVersionOfEvent(work: PersonWork, { id, version }: CanonicalRecord): boolean {
  const standing = work.registry.get(recordOfPart(id))?.version ?? null;
  return standing !== null && sameVersion(standing, version);
}

/** Applies one canonical record to what is stored of its identity. */
export function applyRecord(work: PersonWork, record: CanonicalRecord, batch: BatchFacts, placer: Placer): Outcome {
  noteArrival(work, batch, record);
  const entry = entryOf(work, record.id, placer.chunkKeys(record).map(chunkId));
  const known = entry.history.length > 0 ? entry.history : storedAsHistory(work, record.id, entry);
  if (entry.version && sameVersion(record.version, entry.version)) return 'duplicate';
  const seen = known.some((version) => version.op === 'upsert' && sameVersion(version, record.version));
  const { client, modifiedMs, hash } = record.version;
  const history = seen
    ? known
    : withVersion(known, { client, modifiedMs, hash, op: 'upsert', batchId: batch.batchId, index: record.index });

  const isHidden = isValues(record.id)
    ? !sharesVersionOfEvent(work, record)
    : entry.tombstone !== null && isBuried(record.version, entry.tombstone);
  if (isHidden || (entry.version && compareVersions(record.version, entry.version) < 0)) {
    if (!seen) {
      work.registry.set(record.id, { ...entry, history });
      restampRevision(work, record.id, entry.at, history.length, batch.batchId);
    }
    return 'superseded';
  }
  const placement = placer.place(record, history.length);
  countOut(work, record.id, entry, batch);
  countIn(work, record, batch);
  replaceStored(work, record.id, entry.at, placement, history.length, batch.batchId);
  const single = history.length === 1;
  const [metric] = placer.chunkKeys(record);
  if (!single || metric === undefined || isRegistered(record.id, record.version, metric.metric)) {
    work.registry.set(record.id, {
      at: placement.places,
      version: record.version,
      tombstone: entry.tombstone,
      history: single ? [] : history,
    });
  }
  return known.some((version) => version.op === 'upsert') ? 'updated' : 'created';
}

/** The values of an event go with it: when it is deleted, or its next version has none. */
export function dropValues(work: PersonWork, id: RecordId, batch: BatchFacts): void {
  const values = valuesIdOf(id);
  const entry = work.registry.get(values);
  if (!entry?.version) return;
  const history = entry.history.length > 0 ? entry.history : storedAsHistory(work, values, entry);
  replaceStored(work, values, entry.at, null, history.length, batch.batchId);
  work.registry.set(values, { at: [], version: null, tombstone: null, history });
}

/** A final delete happens once, whatever times are told of it; others are versions like any, told apart by their time. */
function withDelete(
  known: readonly VersionEntry[],
  final: boolean,
  { deletedMs, index }: CanonicalDeletion,
  { batchId }: BatchFacts,
): readonly VersionEntry[] {
  const isTold = known.some(
    ({ op, modifiedMs }) =>
      op === 'delete' && modifiedMs !== null && (final ? modifiedMs >= deletedMs : modifiedMs === deletedMs),
  );
  if (isTold) return known;
  const others = final ? known.filter(({ op }) => op === 'upsert') : known;
  return withVersion(others, { client: null, modifiedMs: deletedMs, hash: '', op: 'delete', batchId, index });
}

/** Applies one delete; `dense` tells where identities without a registry entry were found. */
export function applyDeletion(
  work: PersonWork,
  deletion: CanonicalDeletion,
  batch: BatchFacts,
  dense: ReadonlyMap<RecordId, readonly string[]>,
): Outcome {
  const entry = entryOf(work, deletion.id, dense.get(deletion.id) ?? []);
  const final = PLATFORMS[batch.platform].deleteIsFinal;
  const before = entry.tombstone;
  const tombstone = { deletedMs: Math.max(deletion.deletedMs, before?.deletedMs ?? deletion.deletedMs), final };
  const known = entry.history.length > 0 ? entry.history : storedAsHistory(work, deletion.id, entry);
  const history = withDelete(known, final, deletion, batch);

  const lives = entry.version !== null && !isBuried(entry.version, tombstone);
  if (lives) {
    work.registry.set(deletion.id, { ...entry, tombstone, history });
    if (history.length !== known.length) restampRevision(work, deletion.id, entry.at, history.length, batch.batchId);
    return 'superseded';
  }
  countOut(work, deletion.id, entry, batch);
  replaceStored(work, deletion.id, entry.at, null, history.length, batch.batchId);
  work.registry.set(deletion.id, { at: [], version: null, tombstone, history });
  dropValues(work, deletion.id, batch);
  return before !== null && entry.version === null ? 'duplicate' : 'deleted';
}
