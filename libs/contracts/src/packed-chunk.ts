import type { CanonicalChunk, CanonicalRecord, CanonicalSample, SampleAttributes } from './canonical-record.js';
import type { FlagId } from './catalog/flags.js';
import type { RecordId } from './ids.js';
import { timePart } from './time-part.js';

/**
 * How canonical records travel in `canonical-records.v1`: a record of values is a short row, and what many rows say the
 * same is said once beside them. A heart rate is 125 bytes instead of 480, and as much less to write, move and parse.
 */

/** What rows have in common. */
export interface PackedProfile extends Pick<
  CanonicalRecord,
  'rawType' | 'startOffsetMinutes' | 'endOffsetMinutes' | 'timeZone' | 'sourceId' | 'recordingMethod' | 'flags'
> {
  readonly metric: string;
  /** Of the only sample, where it says them. */
  readonly rawUnit?: string;
  readonly sampleFlags?: readonly FlagId[];
  readonly attributes?: SampleAttributes;
}

/** The platform's id where it is the record's without the prefix, as it stands or in capitals. */
export const SAME_ID = 0;
export const SAME_ID_IN_CAPITALS = 1;
/** Of a record id, before the platform's own. */
export const PREFIX_LENGTH = 3;

/** Readings of a series at instants: milliseconds since the one before (the first: since the record's start), and values. */
export type PackedSeries = readonly [steps: readonly number[], values: readonly number[]];

/** The value of the only sample, which has the window of its record, and the value as sent where it differs; or a series. */
export type PackedRecord = readonly [
  profile: number,
  id: RecordId,
  rawId: string | null | typeof SAME_ID | typeof SAME_ID_IN_CAPITALS,
  index: number,
  client: number | null,
  modifiedMs: number | null,
  hash: string,
  startMs: number,
  /** Milliseconds. */
  length: number,
  clientRecordId: string | null,
  value: number | PackedSeries,
  rawValue?: number,
];

export interface PackedChunk extends Omit<CanonicalChunk, 'schemaVersion' | 'records'> {
  readonly schemaVersion: 2;
  /** Those that the rows name, by number. */
  readonly profiles: readonly (readonly [number: number, profile: PackedProfile])[];
  /** A record that is not of one sample or a plain series stands whole. */
  readonly records: readonly (PackedRecord | CanonicalRecord)[];
}

function unpackRawId(id: RecordId, rawId: PackedRecord[2]): string | null {
  if (typeof rawId !== 'number') return rawId;
  const same = id.slice(PREFIX_LENGTH);
  return rawId === SAME_ID ? same : same.toUpperCase();
}

/** Samples of a record, packed or not. */
export function samplesIn(record: PackedRecord | CanonicalRecord): number {
  if (!isRow(record)) return record.content.kind === 'samples' ? record.content.samples.length : 0;
  const value = record[10];
  return typeof value === 'number' ? 1 : value[1].length;
}

/** Whether all profiles that the rows name are there. */
export function isComplete({ profiles, records }: Pick<PackedChunk, 'profiles' | 'records'>): boolean {
  const numbers = new Set(profiles.map(([number]) => number));
  return records.every((record) => !isRow(record) || numbers.has(record[0]));
}

/** The chunk that was packed. @throws RangeError when a row names a profile that is not there. */
export function unpackChunk({ profiles, records, ...chunk }: PackedChunk): CanonicalChunk {
  const byNumber = new Map(profiles);
  const unpack = (record: PackedRecord | CanonicalRecord): CanonicalRecord => {
    if (!isRow(record)) return record;
    const profile = byNumber.get(record[0]);
    if (profile === undefined) throw new RangeError('A row names a profile that is not there');
    return unpackRow(record, profile);
  };
  return { ...chunk, schemaVersion: 1, records: records.map(unpack) };
}

const isRow = (record: PackedRecord | CanonicalRecord): record is PackedRecord => Array.isArray(record);

function unpackRow(row: PackedRecord, profile: PackedProfile): CanonicalRecord {
  const [, id, rawId, index, client, modifiedMs, hash, startMs, length, clientRecordId, value] = row;
  const samples =
    typeof value === 'number' ? [unpackOne(row, value, profile)] : unpackSeries(startMs, value, profile.metric);
  return {
    id,
    index,
    version: { client, modifiedMs, hash },
    rawType: profile.rawType,
    rawId: unpackRawId(id, rawId),
    startMs,
    endMs: startMs + length,
    startOffsetMinutes: profile.startOffsetMinutes,
    endOffsetMinutes: profile.endOffsetMinutes,
    timeZone: profile.timeZone,
    sourceId: profile.sourceId,
    recordingMethod: profile.recordingMethod,
    flags: profile.flags,
    clientRecordId,
    content: { kind: 'samples', samples },
  };
}

function unpackOne(
  row: PackedRecord,
  value: number,
  { metric, rawUnit, sampleFlags, attributes }: PackedProfile,
): CanonicalSample {
  const [startMs, rawValue] = [row[7], row[11]];
  const plain = { part: '', metric, startMs, endMs: startMs + row[8], value };
  if (rawValue === undefined && rawUnit === undefined && sampleFlags === undefined && attributes === undefined)
    return plain;
  return {
    ...plain,
    ...(rawValue !== undefined && { rawValue }),
    ...(rawUnit !== undefined && { rawUnit }),
    ...(sampleFlags !== undefined && { flags: sampleFlags }),
    ...(attributes !== undefined && { attributes }),
  };
}

function unpackSeries(recordStartMs: number, [steps, values]: PackedSeries, metric: string): CanonicalSample[] {
  let startMs = recordStartMs;
  return values.map((value, at) => {
    startMs += steps[at] ?? 0;
    return { part: timePart(startMs), metric, startMs, endMs: startMs, value };
  });
}
