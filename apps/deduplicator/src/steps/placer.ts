import type { CanonicalRecord, CanonicalSample, FlagId, RecordId, RecordVersion, SourceId } from '@tributary/contracts';
import {
  bucketHours,
  bucketOf,
  chunkId,
  HOUR_MS,
  isRegistered,
  type ChunkKey,
  type Recording,
  type RecordProfile,
  type StoredRecord,
  type StoredSample,
} from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

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
    return last !== null && this.#mayLackEntry(id, version, last.key.metric) ? [...ids, ...this.#besideOf(last)] : ids;
  }

  /** A version that is registered may follow one of before the writer told sync versions, which is not. */
  #mayLackEntry(id: RecordId, version: RecordVersion, metric: string): boolean {
    if (isRegistered(id, { ...version, client: null }, metric)) return false;
    return version.client === null || this.work.registry.get(id) === null;
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
