import {
  partId,
  timePart,
  type FlagId,
  type RecordId,
  type SampleAttributes,
  type SourceId,
} from '@tributary/contracts';
import { readAttributes } from './attribute-column.js';
import { readId, readNullableTimes, readRawId } from './chunk-cells.js';
import { type ChunkHead, HASH_BYTES, readHead } from './chunk-codec.js';
import { ColumnReader } from './columns.js';
import { readCounts, readDecimals, readTimes } from './number-columns.js';
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
  const records = readRecords(read, head);
  return { head, records, columns: readSamples(read, head, records.length) };
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

/** Goes over the columns in the order in which `encodeChunk` writes them. */
function readRecords(read: ColumnReader, head: ChunkHead): RowRecord[] {
  const count = read.unsigned();
  const ids = Array.from({ length: count }, () => readId(read, head.prefix));
  const rawIds = ids.map((id) => readRawId(read, id.slice(head.prefix.length)));
  read.skip(count * HASH_BYTES);
  // Client versions; times of change follow.
  read.skipNumbers(count);
  readNullableTimes(read, count);
  const revisions = readCounts(read, count);
  const records = ids.map((id, i) => ({
    id,
    rawId: rawIds[i] ?? null,
    revision: revisions[i] ?? 0,
    profile: at(head.profiles, read.unsigned()),
  }));
  // Batches and indexes.
  read.skipNumbers(2 * count);
  return records;
}

function readSamples(read: ColumnReader, head: ChunkHead, records: number): RowColumns {
  const { startMs, endMs, recordOf: record } = readTimes(read, records);
  const { length } = startMs;
  return {
    startMs,
    endMs,
    record,
    parts: readParts(read, length),
    value: readDecimals(read, length, head.decimals),
    units: readCounts(read, length),
    rawValues: readRawValues(read, length),
    flags: readCounts(read, length),
    attributes: readAttributes(read, head.attributes, length),
  };
}

/** A chunk of a series has samples named by their start alone, one of single records none that is named. */
function readParts(read: ColumnReader, length: number): (string | null)[] {
  if (read.skipSame(0, length)) return new Array<string>(length).fill('');
  if (read.skipSame(1, length)) return new Array<null>(length).fill(null);
  return Array.from({ length }, () => {
    const kind = read.unsigned();
    if (kind === 0) return '';
    return kind === 1 ? null : read.text();
  });
}

function readRawValues(read: ColumnReader, length: number): (number | null)[] {
  if (read.skipSame(0, length)) return new Array<null>(length).fill(null);
  return Array.from({ length }, () => (read.unsigned() === 0 ? null : read.double()));
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
