import {
  partId,
  timePart,
  type FlagId,
  type RecordId,
  type SampleAttributes,
  type SourceId,
} from '@tributary/contracts';
import { readAttributes } from './attribute-column.js';
import { RawId, readId, readNullableTimes, readRawId } from './chunk-cells.js';
import { type ChunkHead, HASH_BYTES, readHead } from './chunk-codec.js';
import { ColumnReader } from './columns.js';
import type { RecordProfile } from './stored-record.js';

/** What the samples of one record have in common. */
export interface RowRecord {
  readonly id: RecordId;
  readonly rawId: string | null;
  readonly revision: number;
  readonly profile: RecordProfile;
}

/** Samples of one metric and source by row, as what writes them takes them. */
export interface SampleRows {
  readonly sourceId: SourceId;
  /** Epoch milliseconds. */
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly value: Float64Array;
  readonly recordOf: (row: number) => RowRecord;
  /** Part of the sample's id. */
  readonly part: (row: number) => string;
  /** Whether the part is the sample's start: letters and digits only. */
  readonly isTimePart: (row: number) => boolean;
  /** Value and unit as sent where they differ from the canonical ones. */
  readonly rawValue: (row: number) => number | null;
  readonly rawUnit: (row: number) => string | null;
  readonly flags: (row: number) => readonly FlagId[];
  /** What the record says beside the value. */
  readonly attributes: (row: number) => SampleAttributes | undefined;
}

/**
 * The samples of one chunk as lists serve them: by start, ties by id, as columns. A day at 1 Hz is 86,400 samples, and an
 * object for each costs more than everything else of a page.
 */
export interface ChunkRows extends SampleRows {
  readonly length: number;
  readonly id: (row: number) => string;
}

const NO_FLAGS: readonly FlagId[] = [];

/** @throws RangeError when the bytes are not a chunk of this format. */
export function chunkRows(bytes: Buffer, sourceId: SourceId): ChunkRows {
  const { head, records, columns } = readChunk(bytes);
  const asStored = rowsOf(sourceId, head, records, columns);
  const order = listOrder(asStored);
  return order === null ? asStored : rowsOf(sourceId, head, records, reordered(columns, order));
}

interface ReadChunk {
  readonly head: ChunkHead;
  readonly records: readonly RowRecord[];
  readonly columns: RowColumns;
}

function readChunk(bytes: Buffer): ReadChunk {
  const read = new ColumnReader(bytes);
  const head = readHead(read);
  const { records, starts, lengths } = readRecords(read, head);
  const sizes = Uint32Array.from(records, () => read.unsigned());
  return { head, records, columns: readSamples(read, head, starts, lengths, sizes) };
}

/** Columns of samples, in whatever order they lie. */
interface RowColumns {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly value: Float64Array;
  readonly record: Uint32Array;
  /** null: the part is the sample's start. */
  readonly parts: readonly (string | null)[];
  /** One more than the number of the unit; 0: as the canonical one. */
  readonly units: Uint32Array;
  readonly rawValues: readonly (number | null)[];
  /** One more than the number of the set of flags; 0: none. */
  readonly flags: Uint32Array;
  /** null: no sample has any. */
  readonly attributes: readonly (SampleAttributes | undefined)[] | null;
}

function rowsOf(
  sourceId: SourceId,
  head: ChunkHead,
  records: readonly RowRecord[],
  { startMs, endMs, value, record, parts, units, rawValues, flags, attributes }: RowColumns,
): ChunkRows {
  const recordOf = (row: number): RowRecord => at(records, record[row] ?? -1);
  const part = (row: number): string => parts[row] ?? timePart(startMs[row] ?? Number.NaN);
  return {
    sourceId,
    length: startMs.length,
    startMs,
    endMs,
    value,
    recordOf,
    part,
    isTimePart: (row) => parts[row] === null,
    id: (row) => partId(recordOf(row).id, part(row)),
    rawValue: (row) => rawValues[row] ?? null,
    rawUnit: (row) => (units[row] ? at(head.units, (units[row] ?? 0) - 1) : null),
    flags: (row) => (flags[row] ? at(head.flags, (flags[row] ?? 0) - 1) : NO_FLAGS),
    attributes: (row) => attributes?.[row],
  };
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError('A series chunk names a row it does not have');
  return value;
}

interface ReadRecords {
  readonly records: readonly RowRecord[];
  readonly starts: Float64Array;
  readonly lengths: Float64Array;
}

/** Goes over the columns in the order in which `encodeChunk` writes them. */
function readRecords(read: ColumnReader, head: ChunkHead): ReadRecords {
  const count = read.unsigned();
  const ids = Array.from({ length: count }, () => readId(read, head.prefix));
  const rawIds = ids.map((id) => readRawId(read, id.slice(head.prefix.length)));
  read.skip(count * HASH_BYTES);
  // Client versions; times of change follow.
  read.skipNumbers(count);
  readNullableTimes(read, count);
  const revisions = Uint32Array.from({ length: count }, () => read.unsigned());
  const records = ids.map((id, i) => ({
    id,
    rawId: rawIds[i] ?? null,
    revision: revisions[i] ?? 0,
    profile: at(head.profiles, read.unsigned()),
  }));
  // Batches and indexes.
  read.skipNumbers(2 * count);
  const starts = readRunning(read, count);
  const lengths = Float64Array.from({ length: count }, () => read.signed());
  return { records, starts, lengths };
}

function readSamples(
  read: ColumnReader,
  head: ChunkHead,
  starts: Float64Array,
  lengths: Float64Array,
  sizes: Uint32Array,
): RowColumns {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const [startMs, endMs, record] = [new Float64Array(length), new Float64Array(length), new Uint32Array(length)];
  let row = 0;
  for (let owner = 0; owner < sizes.length; owner++) {
    let last = starts[owner] ?? 0;
    for (let left = sizes[owner] ?? 0; left > 0; left--) {
      startMs[row] = last += read.signed();
      record[row++] = owner;
    }
  }
  for (let i = 0; i < length; i++) {
    const owner = record[i] ?? 0;
    // The only sample of a record ends relative to the record's end, others to their start.
    const from = sizes[owner] === 1 ? (starts[owner] ?? 0) + (lengths[owner] ?? 0) : (startMs[i] ?? 0);
    endMs[i] = from + read.signed();
  }
  return {
    startMs,
    endMs,
    record,
    parts: Array.from({ length }, () => readPart(read)),
    value: readValues(read, length, head.decimals),
    units: Uint32Array.from({ length }, () => read.unsigned()),
    rawValues: Array.from({ length }, () => (read.unsigned() === 0 ? null : read.double())),
    flags: Uint32Array.from({ length }, () => read.unsigned()),
    attributes: readAttributes(read, head.attributes, length),
  };
}

function readRunning(read: ColumnReader, count: number): Float64Array {
  const values = new Float64Array(count);
  let last = 0;
  for (let i = 0; i < count; i++) values[i] = last += read.signed();
  return values;
}

function readPart(read: ColumnReader): string | null {
  const kind = read.unsigned();
  if (kind === 0) return '';
  return kind === 1 ? null : read.text();
}

function readValues(read: ColumnReader, count: number, decimals: number | null): Float64Array {
  if (decimals === null) return Float64Array.from({ length: count }, () => read.double());
  const factor = 10 ** decimals;
  return readRunning(read, count).map((scaled) => scaled / factor);
}

/** Ids of the samples of a chunk as they are stored, of which the times and records have been read already. */
export function storedIds(
  bytes: Buffer,
  { startMs, recordOf }: { readonly startMs: Float64Array; readonly recordOf: Uint32Array },
): (row: number) => string {
  const read = new ColumnReader(bytes);
  const { prefix } = readHead(read);
  const count = read.unsigned();
  const ids = Array.from({ length: count }, () => readId(read, prefix));
  for (let i = 0; i < count; i++) if (read.unsigned() === RawId.Given) read.skipText();
  read.skip(count * HASH_BYTES);
  // Client versions; times of change follow.
  read.skipNumbers(count);
  readNullableTimes(read, count);
  // Revisions, profiles, batches, indexes, starts, lengths, sizes; starts and ends of samples.
  read.skipNumbers(7 * count + 2 * startMs.length);
  const parts = Array.from(startMs, () => readPart(read));
  return (row) => partId(at(ids, recordOf[row] ?? -1), parts[row] ?? timePart(startMs[row] ?? Number.NaN));
}

/** Row numbers in the order of lists; null: they are in it already, as those of one device mostly are. */
function listOrder(rows: ChunkRows): Uint32Array | null {
  const compare = (a: number, b: number): number =>
    (rows.startMs[a] ?? 0) - (rows.startMs[b] ?? 0) || (rows.id(a) < rows.id(b) ? -1 : 1);
  for (let row = 1; row < rows.length; row++) {
    if (compare(row - 1, row) > 0) return Uint32Array.from({ length: rows.length }, (_, i) => i).sort(compare);
  }
  return null;
}

function reordered(columns: RowColumns, order: Uint32Array): RowColumns {
  const list = <T>(values: readonly T[]): T[] => Array.from(order, (row) => values[row] as T);
  return {
    startMs: Float64Array.from(order, (row) => columns.startMs[row] ?? Number.NaN),
    endMs: Float64Array.from(order, (row) => columns.endMs[row] ?? Number.NaN),
    value: Float64Array.from(order, (row) => columns.value[row] ?? Number.NaN),
    record: Uint32Array.from(order, (row) => columns.record[row] ?? 0),
    parts: list(columns.parts),
    units: Uint32Array.from(order, (row) => columns.units[row] ?? 0),
    rawValues: list(columns.rawValues),
    flags: Uint32Array.from(order, (row) => columns.flags[row] ?? 0),
    attributes: columns.attributes && list(columns.attributes),
  };
}
