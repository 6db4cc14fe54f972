import {
  isStated,
  type BatchFacts,
  type CanonicalRecord,
  type Outcome,
  type RecordVersion,
} from '@tributary/contracts';
import { compareVersions } from '@tributary/resolution';
import type { Recording, RegistryEntry, Statement, VersionEntry } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { replaceEntry } from './identity-changes.js';
import { historyOf, sameVersion, upsertOf } from './identity-entry.js';
import type { Placer } from './placer.js';
import { restampRevision } from './restamp.js';
import { replaceRecording } from './store-record.js';

const versionOf = ({ client, modifiedMs, hash }: VersionEntry): RecordVersion => ({ client, modifiedMs, hash });

const saysTheSame = (entry: VersionEntry, said: VersionEntry): boolean =>
  entry.op === 'upsert' && entry.hash === said.hash;

const lastOf = ({ until, ...first }: VersionEntry): Statement =>
  until ?? { modifiedMs: first.modifiedMs ?? -Infinity, batchId: first.batchId, index: first.index };

/** A version without what was said after its first statement. */
const firstOf = ({ until: _, ...first }: VersionEntry): VersionEntry => first;

/** A version from when its last statement was made. */
const fromLast = (entry: VersionEntry): VersionEntry => ({ ...firstOf(entry), ...lastOf(entry) });

/**
 * The history of a fact with one more statement: equal ones in a row are one version, as old as the first of them. One
 * that comes late joins those beside it, or parts a row of equal ones. null: it is a version like any.
 */
export function withStatement(history: readonly VersionEntry[], said: VersionEntry): readonly VersionEntry[] | null {
  const at = history.findLastIndex((entry) => compareVersions(entry, said) <= 0);
  const [before, after] = [history[at], history[at + 1]];
  if (before && saysTheSame(before, said)) {
    const isLater = lastOf(said).modifiedMs > lastOf(before).modifiedMs;
    return isLater ? history.with(at, { ...before, until: lastOf(said) }) : history;
  }
  if (before?.until && compareVersions(fromLast(before), said) > 0)
    return history.toSpliced(at, 1, firstOf(before), said, fromLast(before));
  if (after && saysTheSame(after, said)) return history.with(at + 1, { ...said, until: lastOf(after) });
  return null;
}

/** Applies a statement of a fact that stands; null: it is a version like any. */
export function applyStatement(
  work: PersonWork,
  record: CanonicalRecord,
  batch: BatchFacts,
  placer: Placer,
  entry: RegistryEntry,
): Outcome | null {
  const { id, version, rawType } = record;
  if (!entry.version || entry.tombstone || !isStated(batch.platform, rawType)) return null;
  const known = historyOf(work, id, entry);
  const history = withStatement(known, upsertOf(version, { batchId: batch.batchId, index: record.index }));
  const standing = history?.at(-1);
  if (!history || !standing) return null;
  if (history === known) return 'duplicate';
  replaceEntry(work, id, { ...entry, history, version: versionOf(standing) });
  const revision = history.length;
  if (!sameVersion(standing, entry.version)) {
    const stored = work.recording(id);
    const isThisOne = sameVersion(standing, version);
    const moved = isThisOne ? placer.place(record, revision).recording : stored && toldAt(standing, stored, revision);
    replaceRecording(work, id, stored && { ...stored, revision }, moved, batch.batchId);
  } else if (revision !== known.length) restampRevision(work, id, entry.at, revision, batch.batchId);
  return revision === known.length ? 'duplicate' : 'superseded';
}

/** What stands, as a later one of its statements told it; a fact with a window of its own keeps that. */
function toldAt(entry: VersionEntry, stored: Recording, revision: number): Recording {
  const { modifiedMs, batchId, index } = entry;
  const { record, startMs, endMs } = stored;
  const isTimeless = startMs === record.version.modifiedMs && endMs === startMs;
  const window = isTimeless && modifiedMs !== null ? { startMs: modifiedMs, endMs: modifiedMs } : { startMs, endMs };
  return {
    ...stored,
    ...window,
    revision,
    batchId,
    record: { ...record, ...window, version: versionOf(entry), index },
  };
}
