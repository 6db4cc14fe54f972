import type { FlagId, RecordId, SampleAttributes } from '@tributary/contracts';
import { writeAttributes } from './attribute-column.js';
import {
  isUuidAt,
  readId,
  writeDeltas,
  writeId,
  writeNullableTimes,
  writePart,
  writeRawId,
  writeValues,
} from './chunk-cells.js';
import { ColumnReader, ColumnWriter, decimalsOf, Dictionary } from './columns.js';
import { hashOfUuid, type WantedIds } from './id-column.js';
import { skipId } from './sample-ids.js';
import type { RecordProfile, StoredRecord } from './stored-record.js';

/**
 * Packed binary columns of a series chunk: a small JSON head with the dictionaries, then one column after the other.
 * Records ascend by start and id, so times are small deltas; values with few decimals are scaled integers.
 * `docs/adr/0005-series-chunks.md` has the figures against arrays and one document per sample.
 */
const FORMAT = 1;
export const HASH_BYTES = 8;

export interface ChunkHead {
  readonly profiles: readonly RecordProfile[];
  readonly batches: readonly string[];
  readonly units: readonly string[];
  readonly flags: readonly (readonly FlagId[])[];
  readonly prefix: string;
  /** Decimals of the value column; null: IEEE 754 doubles. */
  readonly decimals: number | null;
  /** Distinct attributes of samples; absent, and their column with them, where no sample has any. */
  readonly attributes?: readonly SampleAttributes[];
  /** Client versions that no varint holds (negative, fractional, huge) by row, where the column says none; absent: no such. */
  readonly clients?: readonly (readonly [row: number, client: number])[];
}

const byStart = (a: StoredRecord, b: StoredRecord): number =>
  a.startMs - b.startMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export function encodeChunk(records: readonly StoredRecord[]): Buffer {
  const sorted = [...records].sort(byStart);
  const profiles = new Dictionary<RecordProfile>();
  const profileKeys = new Map<RecordProfile, number>();
  const batches = new Dictionary<string>();
  const units = new Dictionary<string>();
  const flags = new Dictionary<readonly FlagId[]>();
  const samples = sorted.flatMap((record) => record.samples);
  const decimals = decimalsOf(samples.map((sample) => sample.value));
  const prefix = sorted[0]?.id.slice(0, 3) ?? '';

  const body = new ColumnWriter();
  const numberOfProfile = (profile: RecordProfile): number => {
    const known = profileKeys.get(profile);
    if (known !== undefined) return known;
    const number = profiles.numberOf(JSON.stringify(Object.values(profile)), profile);
    profileKeys.set(profile, number);
    return number;
  };

  body.unsigned(sorted.length);
  for (const record of sorted) writeId(body, record.id, prefix);
  for (const record of sorted) writeRawId(body, record, prefix.length);
  for (const record of sorted) body.hex(record.version.hash, HASH_BYTES);
  const clients: [number, number][] = [];
  for (const [row, { version }] of sorted.entries()) {
    const isPlain = version.client === null || isVarint(version.client + 1);
    if (!isPlain && version.client !== null) clients.push([row, version.client]);
    body.unsigned(isPlain && version.client !== null ? version.client + 1 : 0);
  }
  writeNullableTimes(
    body,
    sorted.map((record) => record.version.modifiedMs),
  );
  for (const record of sorted) body.unsigned(record.revision);
  for (const record of sorted) body.unsigned(numberOfProfile(record.profile));
  for (const record of sorted) body.unsigned(batches.numberOf(record.batchId, record.batchId));
  writeDeltas(
    body,
    sorted.map((record) => record.index),
  );
  writeDeltas(
    body,
    sorted.map((record) => record.startMs),
  );
  for (const record of sorted) body.signed(record.endMs - record.startMs);
  for (const record of sorted) body.unsigned(record.samples.length);
  // Relative to their record, the only sample of most records costs one zero byte a column.
  for (const record of sorted)
    writeDeltas(
      body,
      record.samples.map((sample) => sample.startMs),
      record.startMs,
    );
  for (const record of sorted)
    for (const sample of record.samples)
      body.signed(sample.endMs - (record.samples.length === 1 ? record.endMs : sample.startMs));
  for (const sample of samples) writePart(body, sample);
  writeValues(body, samples, decimals);
  for (const sample of samples)
    body.unsigned(sample.rawUnit === null ? 0 : units.numberOf(sample.rawUnit, sample.rawUnit) + 1);
  for (const sample of samples) {
    body.unsigned(sample.rawValue === null ? 0 : 1);
    if (sample.rawValue !== null) body.double(sample.rawValue);
  }
  for (const sample of samples)
    body.unsigned(sample.flags.length === 0 ? 0 : flags.numberOf(sample.flags.join(), sample.flags) + 1);
  const attributes = writeAttributes(body, samples);

  const head: ChunkHead = {
    profiles: profiles.values,
    batches: batches.values,
    units: units.values,
    flags: flags.values,
    prefix,
    decimals,
    ...(attributes && { attributes }),
    ...(clients.length > 0 && { clients }),
  };
  const front = new ColumnWriter();
  front.unsigned(FORMAT);
  front.text(JSON.stringify(head));
  return Buffer.concat([front.finish(), body.finish()]);
}

/** `clientRecordVersion` is any long, `HKSyncVersion` any number. */
const isVarint = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

/** Ids of a packed chunk. @throws RangeError when the bytes are not a chunk of this format. */
export function packedIds(bytes: Buffer): RecordId[] {
  const read = new ColumnReader(bytes);
  const { prefix } = readHead(read);
  return Array.from({ length: read.unsigned() }, () => readId(read, prefix));
}

/**
 * Ids of a packed chunk with the hash of a wanted one.
 * @throws RangeError when the bytes are not a chunk of this format.
 */
export function* packedIdsAmong(bytes: Buffer, wanted: WantedIds): Generator<RecordId> {
  const read = new ColumnReader(bytes);
  const { prefix } = readHead(read);
  for (let left = read.unsigned(); left > 0; left--) {
    const isWanted = !isUuidAt(bytes, read.position) || wanted.has(hashOfUuid(prefix, bytes, read.position + 1));
    if (isWanted) yield readId(read, prefix);
    else skipId(read);
  }
}

/** @throws RangeError when the bytes are not a chunk of this format. */
export function readHead(read: ColumnReader): ChunkHead {
  const format = read.unsigned();
  if (format !== FORMAT) throw new RangeError(`Series chunk format ${String(format)} is not known`);
  return JSON.parse(read.text()) as ChunkHead;
}
