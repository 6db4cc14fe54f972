import type { CanonicalRecord, CanonicalSample } from './canonical-record.js';
import type { RecordId } from './ids.js';
import {
  PREFIX_LENGTH,
  SAME_ID,
  SAME_ID_IN_CAPITALS,
  type PackedProfile,
  type PackedRecord,
  type PackedSeries,
} from './packed-chunk.js';
import { isTimePart } from './time-part.js';

const isPlainReading = (
  { metric, part, startMs, endMs, rawValue, rawUnit, flags, attributes }: CanonicalSample,
  of: string,
): boolean =>
  metric === of &&
  startMs === endMs &&
  rawValue === undefined &&
  rawUnit === undefined &&
  flags === undefined &&
  attributes === undefined &&
  isTimePart(part, startMs);

/** Packs the records of one batch; profiles are numbered over all of it. */
export class RecordPacker {
  readonly #numbers = new Map<string, number>();
  readonly #profiles: string[] = [];
  /** The last row of each type: the next one mostly says the same. */
  readonly #last = new Map<string, { readonly profile: PackedProfile; readonly number: number }>();

  pack(record: CanonicalRecord): PackedRecord | CanonicalRecord {
    if (record.content.kind !== 'samples' || record.raw !== undefined) return record;
    const { samples } = record.content;
    const [first] = samples;
    if (first === undefined) return record;
    if (samples.length === 1 && first.part === '')
      return first.startMs === record.startMs && first.endMs === record.endMs ? this.#packOne(record, first) : record;
    return samples.every((sample) => isPlainReading(sample, first.metric))
      ? this.#row(record, { metric: first.metric }, seriesOf(record.startMs, samples))
      : record;
  }

  /** JSON of a profile. @throws RangeError when no row has that number. */
  profile(number: number): string {
    const json = this.#profiles[number];
    if (json === undefined) throw new RangeError('No row names this profile');
    return json;
  }

  #packOne(
    record: CanonicalRecord,
    { metric, value, rawValue, rawUnit, flags, attributes }: CanonicalSample,
  ): PackedRecord {
    const said = {
      metric,
      ...(rawUnit !== undefined && { rawUnit }),
      ...(flags !== undefined && { sampleFlags: flags }),
      ...(attributes !== undefined && { attributes }),
    };
    return this.#row(record, said, value, rawValue);
  }

  #row(
    record: CanonicalRecord,
    said: Pick<PackedProfile, 'metric' | 'rawUnit' | 'sampleFlags' | 'attributes'>,
    value: number | PackedSeries,
    rawValue?: number,
  ): PackedRecord {
    const { id, index, version, rawType, rawId, startMs, endMs, clientRecordId } = record;
    const { startOffsetMinutes, endOffsetMinutes, timeZone, sourceId, recordingMethod, flags } = record;
    const facts = {
      rawType,
      startOffsetMinutes,
      endOffsetMinutes,
      timeZone,
      sourceId,
      recordingMethod,
      flags,
      ...said,
    };
    const row = [
      this.#numberOf(facts),
      id,
      packRawId(id, rawId),
      index,
      version.client,
      version.modifiedMs,
      version.hash,
      startMs,
      endMs - startMs,
      clientRecordId,
      value,
    ] as const;
    return rawValue === undefined ? row : [...row, rawValue];
  }

  #numberOf(profile: PackedProfile): number {
    const last = this.#last.get(profile.rawType);
    if (last && isSame(last.profile, profile)) return last.number;
    const json = JSON.stringify(profile);
    const number = this.#numbers.get(json) ?? this.#profiles.push(json) - 1;
    this.#numbers.set(json, number);
    this.#last.set(profile.rawType, { profile, number });
    return number;
  }
}

/** By reference where it is a list: other lists that say the same are found by their text. */
const isSame = (a: PackedProfile, b: PackedProfile): boolean =>
  a.rawType === b.rawType &&
  a.metric === b.metric &&
  a.sourceId === b.sourceId &&
  a.recordingMethod === b.recordingMethod &&
  a.startOffsetMinutes === b.startOffsetMinutes &&
  a.endOffsetMinutes === b.endOffsetMinutes &&
  a.timeZone === b.timeZone &&
  a.rawUnit === b.rawUnit &&
  a.flags === b.flags &&
  a.sampleFlags === b.sampleFlags &&
  a.attributes === b.attributes;

function seriesOf(startMs: number, samples: readonly CanonicalSample[]): PackedSeries {
  let previousMs = startMs;
  const steps = samples.map((sample) => {
    const step = sample.startMs - previousMs;
    previousMs = sample.startMs;
    return step;
  });
  return [steps, samples.map(({ value }) => value)];
}

function packRawId(id: RecordId, rawId: string | null): PackedRecord[2] {
  if (rawId === null) return null;
  const same = id.slice(PREFIX_LENGTH);
  if (rawId === same) return SAME_ID;
  return rawId === same.toUpperCase() ? SAME_ID_IN_CAPITALS : rawId;
}
