import type { CanonicalRecord, CanonicalSample, FlagId, RecordId, SourceId } from '@tributary/contracts';
import {
  bucketHours,
  bucketOf,
  chunkId,
  type ChunkKey,
  HOUR_MS,
  isRegistered,
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

/** A chunk by key and id, and the instants it holds. */
interface Place {
  readonly key: ChunkKey;
  readonly id: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export class Placer {
  readonly #profiles = new Map<string, RecordProfile>();
  /** Where the last sample of a metric lay: the next one mostly lies there too. */
  readonly #lastPlaces = new Map<string, Place>();
  readonly #beside = new Map<string, readonly string[]>();
  #lastProfile: RecordProfile | null = null;

  constructor(
    private readonly work: PersonWork,
    private readonly batchId: string,
    private readonly deviceTimeZone: string | null,
  ) {}

  /** Ids of the chunks a record belongs to, and of those where one without a registry entry may lie already. */
  chunkIds({ id, version, content, sourceId }: CanonicalRecord): string[] {
    if (content.kind !== 'samples') return [];
    const ids: string[] = [];
    let last: Place | null = null;
    for (const { metric, startMs } of content.samples) {
      const place = this.#placeOf(metric, sourceId, startMs);
      if (place !== last && !ids.includes(place.id)) ids.push(place.id);
      last = place;
    }
    return last === null || isRegistered(id, version, last.key.metric) ? ids : [...ids, ...this.#besideOf(last)];
  }

  /** A sample may come again with its device left out or told: the same hours of the person's other sources. */
  #besideOf({ key, id }: Place): readonly string[] {
    const known = this.#beside.get(id);
    if (known) return known;
    const beside: string[] = [];
    for (const [sourceId, { metrics }] of this.work.sources.entries())
      if (sourceId !== key.sourceId && metrics.includes(key.metric))
        beside.push(chunkId({ ...key, sourceId: sourceId as SourceId }));
    this.#beside.set(id, beside);
    return beside;
  }

  place(record: CanonicalRecord, revision: number): Placement {
    if (record.content.kind !== 'samples') {
      return { places: [RECORDINGS], byChunk: new Map(), recording: this.#recording(record, revision) };
    }
    const byChunk = new Map<string, { key: ChunkKey; record: StoredRecord & { samples: StoredSample[] } }>();
    for (const sample of record.content.samples) {
      const { id, key } = this.#placeOf(sample.metric, record.sourceId, sample.startMs);
      let part = byChunk.get(id);
      if (!part) {
        this.work.chunk(key, id);
        byChunk.set(id, (part = { key, record: this.#storedOf(record, revision) }));
      }
      part.record.samples.push(toStored(sample));
    }
    return { places: [...byChunk.keys()].sort(), byChunk, recording: null };
  }

  #placeOf(metric: string, sourceId: SourceId, startMs: number): Place {
    const last = this.#lastPlaces.get(metric);
    if (last?.key.sourceId === sourceId && last.fromMs <= startMs && startMs < last.toMs) return last;
    const hour = bucketOf(metric, startMs);
    const key = { user: this.work.user, metric, sourceId, hour };
    const fromMs = hour * HOUR_MS;
    const place = { key, id: chunkId(key), fromMs, toMs: fromMs + bucketHours(metric) * HOUR_MS };
    this.#lastPlaces.set(metric, place);
    return place;
  }

  #storedOf(record: CanonicalRecord, revision: number): StoredRecord & { samples: StoredSample[] } {
    const { id, rawId, version, index, startMs, endMs } = record;
    const { batchId } = this;
    return {
      id,
      rawId,
      version,
      revision,
      startMs,
      endMs,
      profile: this.#profileOf(record),
      batchId,
      index,
      samples: [],
    };
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
    if (this.#lastProfile && isOfProfile(record, this.#lastProfile)) return this.#lastProfile;
    const { rawType, startOffsetMinutes, endOffsetMinutes, timeZone, recordingMethod, flags } = record;
    const { deviceTimeZone } = this;
    const said = { rawType, startOffsetMinutes, endOffsetMinutes, timeZone, deviceTimeZone, recordingMethod, flags };
    const key = JSON.stringify(said);
    const profile = this.#profiles.get(key) ?? said;
    this.#profiles.set(key, profile);
    return (this.#lastProfile = profile);
  }
}

/** Rows of one run share the list of their flags. */
const isOfProfile = (record: CanonicalRecord, profile: RecordProfile): boolean =>
  record.rawType === profile.rawType &&
  record.flags === profile.flags &&
  record.startOffsetMinutes === profile.startOffsetMinutes &&
  record.endOffsetMinutes === profile.endOffsetMinutes &&
  record.timeZone === profile.timeZone &&
  record.recordingMethod === profile.recordingMethod;

const toStored = ({
  part,
  startMs,
  endMs,
  value,
  rawValue,
  rawUnit,
  flags,
  attributes,
}: CanonicalSample): StoredSample => ({
  part,
  startMs,
  endMs,
  value,
  rawValue: rawValue ?? null,
  rawUnit: rawUnit ?? null,
  flags: flags ?? NO_FLAGS,
  ...(attributes && { attributes }),
});

const NO_FLAGS: readonly FlagId[] = [];

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
