import { recordOfPart, type BatchFacts, type CanonicalSnapshot, type RecordId } from '@tributary/contracts';
import type { PersonWork } from '../person/person-work.js';
import { receivedOf } from '../person/receipts.js';
import { isInSight, keepSnapshot, typeId } from '../person/snapshots.js';
import { coverBySnapshot } from '../person/sync-state.js';
import { vanish } from './apply-record.step.js';
import { entryOf } from './identity-entry.js';

/**
 * Deletes what is stored of the type (and app), starts in the window, was received before the snapshot and is not in
 * it; what comes later and was received before it finds it kept. Returns how many records it deleted.
 */
export function applySnapshot(
  work: PersonWork,
  batch: BatchFacts,
  snapshot: CanonicalSnapshot,
  position: number,
): number {
  keepSnapshot(work, batch, snapshot, position);
  const gone = goneIn(work, batch, snapshot);
  for (const [id, chunks] of gone) vanish(work, id, entryOf(work, id, chunks), batch, batch.batchId);
  coverBySnapshot(work, batch, typeId(batch.platform, snapshot.recordType), snapshot.app, {
    fromMs: snapshot.startMs,
    toMs: snapshot.endMs,
  });
  return gone.size;
}

interface Candidate {
  readonly id: RecordId;
  readonly rawType: string;
  readonly startMs: number;
  readonly batchId: string;
  readonly modifiedMs: number | null;
  readonly app: string | undefined;
}

/** Records to be deleted, and the chunks they were found in. */
function goneIn(work: PersonWork, { platform, receivedMs }: BatchFacts, snapshot: CanonicalSnapshot) {
  const wanted = typeId(platform, snapshot.recordType);
  const present = new Set(snapshot.present);
  const { fromMs, toMs } = work.snapshotPart;
  // The values of an event go with it, not by themselves.
  const isGone = (version: Candidate): boolean =>
    recordOfPart(version.id) === version.id &&
    version.startMs >= fromMs &&
    version.startMs < toMs &&
    !present.has(version.id) &&
    typeId(platform, version.rawType) === wanted &&
    isInSight({ ...snapshot, receivedMs }, { ...version, receivedMs: receivedOf(work, version.batchId) });

  const gone = new Map<RecordId, string[]>();
  for (const chunk of work.chunks.values()) {
    const app = work.source(chunk.key.sourceId)?.app.id;
    for (const { id, profile, startMs, batchId, version } of chunk.records.values()) {
      if (isGone({ id, rawType: profile.rawType, startMs, batchId, modifiedMs: version.modifiedMs, app }))
        gone.set(id, [...(gone.get(id) ?? []), chunk.id]);
    }
  }
  for (const [, { record, startMs, batchId }] of work.recordings.entries()) {
    const { id, rawType, version, sourceId } = record;
    const app = work.source(sourceId)?.app.id;
    if (isGone({ id, rawType, startMs, batchId, modifiedMs: version.modifiedMs, app })) gone.set(id, []);
  }
  return gone;
}
