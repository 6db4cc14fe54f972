import {
  partId,
  timePart,
  type FlagId,
  type RecordId,
  type SampleAttributes,
  type SourceId,
} from '@tributary/contracts';
import { readNullableTimes } from './chunk-cells.js';
import { type ChunkHead, HASH_BYTES, readHead } from './chunk-codec.js';
import { ColumnReader } from './columns.js';
import { readIds } from './id-cells.js';
import { readCounts, readRecordTimes } from './number-columns.js';
import { at, flagsAt, rawUnitAt, readStoredColumns, type StoredColumns } from './stored-columns.js';
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
  readonly columns: StoredColumns;
}

function readChunk(bytes: Buffer): ReadChunk {
  const read = new ColumnReader(bytes);
  const head = readHead(read);
  const records = readRecords(read, head);
  return { head, records, columns: readStoredColumns(read, head, readRecordTimes(read, records.length)) };
}

function rowsOf(sourceId: SourceId, head: ChunkHead, records: readonly RowRecord[], columns: StoredColumns): ChunkRows {
  const { startMs, endMs, value, record, parts, rawValues, attributes } = columns;
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
    rawUnit: (row) => rawUnitAt(head, columns, row),
    flags: (row) => flagsAt(head, columns, row),
    attributes: (row) => attributes?.[row],
  };
}

/** Goes over the columns in the order in which `encodeChunk` writes them. */
function readRecords(read: ColumnReader, head: ChunkHead): RowRecord[] {
  const count = read.unsigned();
  const { ids, rawIds } = readIds(read, head.prefix, count);
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

/** Row numbers in the order of lists; null: they are in it already, as those of one device mostly are. */
function listOrder(rows: ChunkRows): Uint32Array | null {
  const compare = (a: number, b: number): number =>
    (rows.startMs[a] ?? 0) - (rows.startMs[b] ?? 0) || (rows.id(a) < rows.id(b) ? -1 : 1);
  for (let row = 1; row < rows.length; row++) {
    if (compare(row - 1, row) > 0) return Uint32Array.from({ length: rows.length }, (_, i) => i).sort(compare);
  }
  return null;
}

function reordered(columns: StoredColumns, order: Uint32Array): StoredColumns {
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
