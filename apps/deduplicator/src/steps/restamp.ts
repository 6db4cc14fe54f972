import { recordOfPart, type BatchFacts, type RecordId } from '@tributary/contracts';
import type { VersionEntry } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { sameVersion } from './identity-entry.js';
import { RECORDINGS } from './placer.js';
import { replaceRecording } from './store-record.js';

/** Bumps the revision of what is stored of an identity, where an older version became known after it. */
export function restampRevision(
  work: PersonWork,
  id: RecordId,
  places: readonly string[],
  revision: number,
  batchId: string,
): void {
  for (const place of places) {
    if (place === RECORDINGS) {
      const recording = work.recording(recordOfPart(id));
      if (!recording) continue;
      work.recordings.set(id, { ...recording, revision });
      if (recording.kind === 'event')
        work.eventChanges.push({ op: 'updated', recording: { ...recording, revision }, batchId });
      continue;
    }
    const chunk = work.chunks.get(place);
    const record = chunk?.records.get(id);
    if (!chunk || !record) continue;
    const restamped = { ...record, revision };
    chunk.records.set(id, restamped);
    work.changedChunks.add(place);
    for (const sample of record.samples)
      work.sampleChanges.push({ op: 'updated', key: chunk.key, record: restamped, sample, batchId });
  }
}

/**
 * Names another batch as the one that brought what is stored of an identity, there and in its history; its device's
 * zone is the last resort.
 */
export function restampBatch(
  work: PersonWork,
  id: RecordId,
  places: readonly string[],
  { batchId, deviceTimeZone }: BatchFacts,
  index: number,
): void {
  restampHistory(work, id, batchId, index);
  for (const place of places) {
    if (place === RECORDINGS) {
      const recording = work.recording(id);
      if (!recording) continue;
      const restamped = { ...recording, batchId, deviceTimeZone, record: { ...recording.record, index } };
      if (recording.deviceTimeZone === deviceTimeZone) work.recordings.set(id, restamped);
      else replaceRecording(work, id, recording, restamped, batchId);
      continue;
    }
    const chunk = work.chunks.get(place);
    const record = chunk?.records.get(id);
    if (!chunk || !record) continue;
    const restamped = { ...record, batchId, index, profile: { ...record.profile, deviceTimeZone } };
    chunk.records.set(id, restamped);
    work.changedChunks.add(place);
    if (record.profile.deviceTimeZone === deviceTimeZone) continue;
    for (const sample of record.samples)
      work.sampleChanges.push({ op: 'updated', key: chunk.key, record: restamped, sample, batchId });
  }
}

/** A history is empty while there was only what is stored, which then tells by itself. */
function restampHistory(work: PersonWork, id: RecordId, batchId: string, index: number): void {
  const entry = work.registry.get(id);
  const { version, history = [] } = entry ?? {};
  if (!entry || !version || history.length === 0) return;
  const isStored = (each: VersionEntry): boolean => each.op === 'upsert' && sameVersion(each, version);
  work.registry.set(id, {
    ...entry,
    history: history.map((each) => (isStored(each) ? { ...each, batchId, index } : each)),
  });
}
