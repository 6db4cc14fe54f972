import type { RecordId } from '@tributary/contracts';
import type { ChunkKey, Recording, StoredRecord, StoredSample } from '@tributary/store';
import type { PersonWork, SampleChangeDraft } from '../person/person-work.js';
import { RECORDINGS, type Placement } from './placer.js';

const sampleKey = (metric: string, sourceId: string, sample: StoredSample): string =>
  `${metric}|${sourceId}|${sample.part}`;
const sameSample = (a: StoredSample, b: StoredSample): boolean =>
  a.startMs === b.startMs &&
  a.endMs === b.endMs &&
  a.value === b.value &&
  a.rawValue === b.rawValue &&
  a.rawUnit === b.rawUnit &&
  sameAttributes(a.attributes, b.attributes);
/** Attributes come in order of their ids. */
const sameAttributes = (a: StoredSample['attributes'], b: StoredSample['attributes']): boolean =>
  a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));

function taken<T>(from: Map<string, T>, key: string): T | undefined {
  const value = from.get(key);
  from.delete(key);
  return value;
}

/** Puts a version in the place of what is stored of its identity (null: nothing), and notes what changed for whom. */
export function replaceStored(
  work: PersonWork,
  id: RecordId,
  oldPlaces: readonly string[],
  next: Placement | null,
  revision: number,
  batchId: string,
): void {
  replaceSamples(work, id, oldPlaces, next, batchId);
  const before = oldPlaces.includes(RECORDINGS) ? work.recording(id) : null;
  replaceRecording(work, id, before && { ...before, revision }, next?.recording ?? null, batchId);
}

function replaceSamples(
  work: PersonWork,
  id: RecordId,
  oldPlaces: readonly string[],
  next: Placement | null,
  batchId: string,
): void {
  const gone = new Map<string, { key: ChunkKey; record: StoredRecord; sample: StoredSample }>();
  for (const place of oldPlaces) {
    const chunk = place === RECORDINGS ? undefined : work.chunks.get(place);
    const record = chunk?.records.get(id);
    if (!chunk || !record) continue;
    const { key, records } = chunk;
    for (const sample of record.samples) {
      if (next === null) work.sampleChanges.push({ op: 'deleted', key, record, sample, batchId });
      else gone.set(sampleKey(key.metric, key.sourceId, sample), { key, record, sample });
      work.touchMetric(key.metric, sample.startMs, sample.endMs);
    }
    records.delete(id);
    work.changedChunks.add(place);
  }
  const stored: SampleChangeDraft[] = [];
  for (const [chunk, { key, record }] of next?.byChunk ?? []) {
    work.chunks.get(chunk)?.records.set(id, record);
    work.changedChunks.add(chunk);
    for (const sample of record.samples) {
      const before = gone.size > 0 ? taken(gone, sampleKey(key.metric, key.sourceId, sample)) : undefined;
      work.touchMetric(key.metric, sample.startMs, sample.endMs);
      if (before && before.record.revision === record.revision && sameSample(before.sample, sample)) continue;
      stored.push({ op: before ? 'updated' : 'created', key, record, sample, batchId });
    }
  }
  // A sample that moves to another metric or source leaves the old one first: its id is in one place at a time.
  for (const { key, record, sample } of gone.values())
    work.sampleChanges.push({ op: 'deleted', key, record, sample, batchId });
  work.sampleChanges.push(...stored);
}

/** `before` carries the new revision: the event that says it is gone has a version of its own. */
export function replaceRecording(
  work: PersonWork,
  id: RecordId,
  before: Recording | null,
  after: Recording | null,
  batchId: string,
): void {
  if (before === null && after === null) return;
  work.recordings.set(id, after);
  for (const recording of [before, after]) if (recording) work.touchRecording(recording);
  const was = before?.kind === 'event' ? before : null;
  const is = after?.kind === 'event' ? after : null;
  if (is) work.eventChanges.push({ op: was ? 'updated' : 'created', recording: is, batchId });
  else if (was) work.eventChanges.push({ op: 'deleted', recording: was, batchId });
}
