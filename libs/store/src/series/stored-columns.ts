import type { FlagId, SampleAttributes } from '@tributary/contracts';
import { readAttributes } from './attribute-column.js';
import type { ChunkHead } from './chunk-codec.js';
import type { ColumnReader } from './columns.js';
import { readCounts, readDecimals, readSampleTimes, type RecordTimes } from './number-columns.js';

/** Columns of samples, in whatever order they lie. */
export interface StoredColumns {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly value: Float64Array;
  /** Number of the record that a sample belongs to. */
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

/** Goes over the columns of samples in the order in which `encodeChunk` writes them. */
export function readStoredColumns(read: ColumnReader, head: ChunkHead, records: RecordTimes): StoredColumns {
  const { startMs, endMs, recordOf: record } = readSampleTimes(read, records);
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

const NO_FLAGS: readonly FlagId[] = [];

/** Unit of the sample of a row as sent; null: the canonical one. */
export const rawUnitAt = (head: ChunkHead, { units }: StoredColumns, row: number): string | null =>
  units[row] ? at(head.units, (units[row] ?? 0) - 1) : null;

export const flagsAt = (head: ChunkHead, { flags }: StoredColumns, row: number): readonly FlagId[] =>
  flags[row] ? at(head.flags, (flags[row] ?? 0) - 1) : NO_FLAGS;

/** @throws RangeError where the bytes name what they do not have. */
export function at<T>(values: readonly T[], index = -1): T {
  const value = values[index];
  if (value === undefined) throw new RangeError('A series chunk names a row it does not have');
  return value;
}
