import { recordOfPart, type BatchFacts, type RecordId, type RecordVersion } from '@tributary/contracts';
import { compareVersions } from '@tributary/resolution';
import {
  sourceIdOfChunk,
  type Recording,
  type RegistryEntry,
  type StoredContent,
  type StoredRecord,
  type VersionEntry,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { RECORDINGS } from './placer.js';

const NEVER_SEEN: RegistryEntry = { at: [], version: null, tombstone: null, history: [] };

export const sameVersion = (a: RecordVersion, b: RecordVersion): boolean => compareVersions(a, b) === 0;

/** Values of an event are no record of their own. */
export const isValues = (id: RecordId): boolean => recordOfPart(id) !== id;

/** One identity: what the registry knows, completed by the chunks where a record goes without an entry. */
export function entryOf(work: PersonWork, id: RecordId, chunks: readonly string[]): RegistryEntry {
  const entry = work.registry.get(id);
  if (entry) return entry;
  const at = chunks.filter((chunk) => work.chunks.get(chunk)?.has(id));
  const stored = at[0] === undefined ? undefined : work.chunks.get(at[0])?.records.get(id);
  return stored ? { ...NEVER_SEEN, at, version: stored.version } : NEVER_SEEN;
}

/** The newest version that no delete hides; a snapshot may have deleted it. */
export const topOf = ({ version, absent }: RegistryEntry): RecordVersion | null => version ?? absent ?? null;

export interface StoredFacts {
  readonly rawType: string;
  readonly sourceId: string;
  readonly startMs: number;
  readonly batchId: string;
  readonly index: number;
}

/** What a stored version says of itself, whichever of its pieces is asked. */
export function factsOf({ recording, pieces }: StoredContent): StoredFacts | null {
  if (recording) return factsOfRecording(recording);
  const [piece] = pieces;
  return piece ? factsOfPiece(piece.chunk, piece.record) : null;
}

const factsOfRecording = ({ startMs, batchId, record: { rawType, sourceId, index } }: Recording): StoredFacts => ({
  rawType,
  sourceId,
  startMs,
  batchId,
  index,
});

const factsOfPiece = (chunk: string, { profile, startMs, batchId, index }: StoredRecord): StoredFacts => ({
  rawType: profile.rawType,
  sourceId: sourceIdOfChunk(chunk),
  startMs,
  batchId,
  index,
});

export function storedFacts(work: PersonWork, id: RecordId, { at: [place] }: RegistryEntry): StoredFacts | null {
  if (place === undefined) return null;
  const recording = place === RECORDINGS ? work.recording(id) : null;
  if (recording) return factsOfRecording(recording);
  const record = work.chunks.get(place)?.records.get(id);
  return record ? factsOfPiece(place, record) : null;
}

/** Every distinct version seen; where there is only the stored one, what is stored tells. */
export function historyOf(work: PersonWork, id: RecordId, entry: RegistryEntry): readonly VersionEntry[] {
  if (entry.history.length > 0 || !entry.version) return entry.history;
  const stored = storedFacts(work, id, entry);
  return stored ? [upsertOf(entry.version, stored)] : [];
}

/** A version as a history has it, and where it came from. */
export const upsertOf = (
  { client, modifiedMs, hash }: RecordVersion,
  { batchId, index }: Pick<VersionEntry, 'batchId' | 'index'>,
): VersionEntry => ({ client, modifiedMs, hash, op: 'upsert', batchId, index });

/** A snapshot's delete of a version comes after it. */
const inVersionOrder = (a: VersionEntry, b: VersionEntry): number =>
  compareVersions(a, b) || (a.op < b.op ? 1 : a.op > b.op ? -1 : 0);

/** A history is in version order, and so is it with what is added. */
export function withVersion(history: readonly VersionEntry[], added: VersionEntry): readonly VersionEntry[] {
  const before = history.findLastIndex((entry) => inVersionOrder(entry, added) <= 0);
  return history.toSpliced(before + 1, 0, added);
}

/** Adds that a snapshot deleted a version. */
export const withAbsence = (
  history: readonly VersionEntry[],
  { client, modifiedMs, hash }: RecordVersion,
  batchId: string,
): readonly VersionEntry[] => withVersion(history, { client, modifiedMs, hash, op: 'delete', batchId, index: -1 });

/** A delete that was told by id; one that a snapshot told carries the hash of what it deleted. */
const isToldDelete = ({ op, hash }: VersionEntry): boolean => op === 'delete' && hash === '';

/** A final delete happens once, whatever times are told of it; others are versions like any, told apart by their time. */
export function withDelete(
  known: readonly VersionEntry[],
  final: boolean,
  { deletedMs, index }: { readonly deletedMs: number; readonly index: number },
  { batchId }: BatchFacts,
): readonly VersionEntry[] {
  const isTold = known.some(
    (entry) =>
      isToldDelete(entry) &&
      entry.modifiedMs !== null &&
      (final ? entry.modifiedMs >= deletedMs : entry.modifiedMs === deletedMs),
  );
  if (isTold) return known;
  const others = final ? known.filter((entry) => !isToldDelete(entry)) : known;
  return withVersion(others, { client: null, modifiedMs: deletedMs, hash: '', op: 'delete', batchId, index });
}
