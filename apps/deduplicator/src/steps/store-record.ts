import type { CanonicalRecord, RecordId } from '@tributary/contracts';
import {
  bucketOf,
  type ChunkKey,
  chunkKeyOf,
  type Recording,
  type RecordProfile,
  type StoredRecord,
  type StoredSample,
} from '@tributary/store';
import type { PersonWork, SampleChangeDraft } from '../person/person-work.js';

/** Name of the collection as a place in a registry entry. */
export const RECORDINGS = 'recordings';

/** What of a record lies where: its samples by chunk, or its one document. */
export interface Placement {
  readonly places: readonly string[];
  readonly byChunk: ReadonlyMap<string, { readonly key: ChunkKey; readonly record: StoredRecord }>;
  readonly recording: Recording | null;
}

export class Placer {
  readonly #profiles = new Map<string, RecordProfile>();

  constructor(
    private readonly work: PersonWork,
    private readonly batchId: string,
    private readonly deviceTimeZone: string | null,
  ) {}

  /** Keys of the chunks a record belongs to. */
  chunkKeys(record: CanonicalRecord): ChunkKey[] {
    if (record.content.kind !== 'samples') return [];
    return record.content.samples.map(({ metric, startMs }) => ({
      user: this.work.user,
      metric,
      sourceId: record.sourceId,
      hour: bucketOf(metric, startMs),
    }));
  }

  place(record: CanonicalRecord, revision: number): Placement {
    if (record.content.kind !== 'samples') {
      return { places: [RECORDINGS], byChunk: new Map(), recording: this.#recording(record, revision) };
    }
    const profile = this.#profileOf(record);
    const byChunk = new Map<string, { key: ChunkKey; record: StoredRecord & { samples: StoredSample[] } }>();
    for (const sample of record.content.samples) {
      const key = {
        user: this.work.user,
        metric: sample.metric,
        sourceId: record.sourceId,
        hour: bucketOf(sample.metric, sample.startMs),
      };
      const { id } = this.work.chunk(key);
      let place = byChunk.get(id);
      if (!place) {
        const { rawId, version, index, startMs, endMs } = record;
        place = {
          key,
          record: {
            id: record.id,
            rawId,
            version,
            revision,
            startMs,
            endMs,
            profile,
            batchId: this.batchId,
            index,
            samples: [],
          },
        };
        byChunk.set(id, place);
      }
      place.record.samples.push({
        part: sample.part,
        startMs: sample.startMs,
        endMs: sample.endMs,
        value: sample.value,
        rawValue: sample.rawValue ?? null,
        rawUnit: sample.rawUnit ?? null,
        flags: sample.flags ?? [],
        ...(sample.attributes && { attributes: sample.attributes }),
      });
    }
    return { places: [...byChunk.keys()].sort(), byChunk, recording: null };
  }

  #recording(record: CanonicalRecord, revision: number): Recording {
    const { content, startMs, endMs } = record;
    const type = content.kind === 'workout' ? content.sport : content.kind === 'event' ? content.type : 'sleep_session';
    const kind = content.kind === 'samples' ? 'event' : content.kind;
    return {
      u: this.work.user,
      kind,
      type,
      startMs,
      endMs,
      record,
      revision,
      batchId: this.batchId,
      deviceTimeZone: this.deviceTimeZone,
    };
  }

  #profileOf(record: CanonicalRecord): RecordProfile {
    const { rawType, startOffsetMinutes, endOffsetMinutes, timeZone, recordingMethod, flags } = record;
    const key = `${rawType}|${String(startOffsetMinutes)}|${String(endOffsetMinutes)}|${timeZone ?? ''}|${recordingMethod}|${flags.join()}`;
    const known = this.#profiles.get(key);
    if (known) return known;
    const profile = {
      rawType,
      startOffsetMinutes,
      endOffsetMinutes,
      timeZone,
      deviceTimeZone: this.deviceTimeZone,
      recordingMethod,
      flags,
    };
    this.#profiles.set(key, profile);
    return profile;
  }
}

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
    const record = place === RECORDINGS ? undefined : work.chunks.get(place)?.records.get(id);
    if (!record) continue;
    const key = chunkKeyOf(place);
    for (const sample of record.samples) {
      gone.set(sampleKey(key.metric, key.sourceId, sample), { key, record, sample });
      work.touchMetric(key.metric, sample.startMs, sample.endMs);
    }
    work.chunks.get(place)?.records.delete(id);
    work.changedChunks.add(place);
  }
  const stored: SampleChangeDraft[] = [];
  for (const [chunk, { key, record }] of next?.byChunk ?? []) {
    work.chunks.get(chunk)?.records.set(id, record);
    work.changedChunks.add(chunk);
    for (const sample of record.samples) {
      const before = gone.get(sampleKey(key.metric, key.sourceId, sample));
      gone.delete(sampleKey(key.metric, key.sourceId, sample));
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
