import type { ColumnReader } from './columns.js';

/** So many unsigned numbers, each below 2^32. */
export function readCounts(read: ColumnReader, count: number): Uint32Array {
  const values = new Uint32Array(count);
  if (read.skipSame(0, count)) return values;
  for (let i = 0; i < count; i++) values[i] = read.unsigned();
  return values;
}

/** So many signed numbers. */
function readSigned(read: ColumnReader, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read.signed();
  return values;
}

/** Numbers that are kept as their distance from the one before. */
export function readRunning(read: ColumnReader, count: number): Float64Array {
  const values = new Float64Array(count);
  let last = 0;
  for (let i = 0; i < count; i++) values[i] = last += read.signed();
  return values;
}

/** @param decimals of scaled integers; null: doubles */
export function readDecimals(read: ColumnReader, count: number, decimals: number | null): Float64Array {
  if (decimals === null) return readDoubles(read, count);
  const values = readRunning(read, count);
  const factor = 10 ** decimals;
  for (let i = 0; i < count; i++) values[i] = (values[i] ?? 0) / factor;
  return values;
}

function readDoubles(read: ColumnReader, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read.double();
  return values;
}

/** When records are, epoch milliseconds, and how many samples each has. */
export interface RecordTimes {
  readonly startMs: Float64Array;
  readonly lengthMs: Float64Array;
  readonly sizes: Uint32Array;
}

export const readRecordTimes = (read: ColumnReader, records: number): RecordTimes => ({
  startMs: readRunning(read, records),
  lengthMs: readSigned(read, records),
  sizes: readCounts(read, records),
});

/** When the samples of a chunk are, in epoch milliseconds, and the number of the record that each belongs to. */
export interface SampleTimes {
  readonly startMs: Float64Array;
  readonly endMs: Float64Array;
  readonly recordOf: Uint32Array;
}

/** Goes over the times of samples, which are kept relative to those of their records. */
export function readSampleTimes(read: ColumnReader, { startMs: starts, lengthMs, sizes }: RecordTimes): SampleTimes {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const [startMs, endMs] = [new Float64Array(length), new Float64Array(length)];
  const recordOf = new Uint32Array(length);
  let row = 0;
  for (let record = 0; record < sizes.length; record++) {
    let last = starts[record] ?? 0;
    for (let left = sizes[record] ?? 0; left > 0; left--) {
      startMs[row] = last += read.signed();
      recordOf[row++] = record;
    }
  }
  for (let i = 0; i < length; i++) {
    const record = recordOf[i] ?? 0;
    // The only sample of a record ends relative to the record's end, others to their start.
    const from = sizes[record] === 1 ? (starts[record] ?? 0) + (lengthMs[record] ?? 0) : (startMs[i] ?? 0);
    endMs[i] = from + read.signed();
  }
  return { startMs, endMs, recordOf };
}

/** Goes over the times of records and of their samples. */
export const readTimes = (read: ColumnReader, records: number): SampleTimes =>
  readSampleTimes(read, readRecordTimes(read, records));
