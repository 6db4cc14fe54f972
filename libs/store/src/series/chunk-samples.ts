import { partId, type SourceId } from '@tributary/contracts';
import type { SampleColumns } from '@tributary/resolution';
import { RawId, readNullableTimes } from './chunk-cells.js';
import { type ChunkHead, HASH_BYTES, readHead } from './chunk-codec.js';
import { storedIds } from './chunk-rows.js';
import { ColumnReader, UUID_BYTES } from './columns.js';
import type { StoredRecord } from './stored-record.js';

/**
 * What resolution needs of a packed chunk, without a single object for a record or a sample: a day at 1 Hz is 86,400 of
 * them, and every flush that touches the day resolves it again.
 * @throws RangeError when the bytes are not a chunk of this format.
 */
export function packedSamples(bytes: Buffer, sourceId: SourceId): SampleColumns {
  const read = new ColumnReader(bytes);
  const head = readHead(read);
  const count = read.unsigned();
  skipIdentities(read, count);
  const modifiedMs = readNullableTimes(read, count);
  read.skipNumbers(count);
  const methods = Array.from({ length: count }, () => methodOf(head, read.unsigned()));
  // Batches and indexes.
  read.skipNumbers(2 * count);
  const starts = readRunning(read, count);
  const lengths = Float64Array.from({ length: count }, () => read.signed());
  const sizes = Uint32Array.from({ length: count }, () => read.unsigned());
  const times = readTimes(read, starts, lengths, sizes);
  skipParts(read, times.startMs.length);
  let ids: ((row: number) => string) | null = null;
  return {
    sourceId,
    ...times,
    value: readValues(read, times.startMs.length, head.decimals),
    methods,
    modifiedMs,
    idAt: (row) => (ids ??= storedIds(bytes, times))(row),
  };
}

/** The same of a chunk that is open. */
export function openSamples(records: Iterable<StoredRecord>, sourceId: SourceId): SampleColumns {
  const list = [...records];
  const length = list.reduce((sum, { samples }) => sum + samples.length, 0);
  const [startMs, endMs, value] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const recordOf = new Uint32Array(length);
  let row = 0;
  for (const [record, { samples }] of list.entries()) {
    for (const sample of samples) {
      startMs[row] = sample.startMs;
      endMs[row] = sample.endMs;
      value[row] = sample.value;
      recordOf[row++] = record;
    }
  }
  let ids: readonly string[] | null = null;
  return {
    sourceId,
    startMs,
    endMs,
    value,
    recordOf,
    methods: list.map(({ profile }) => profile.recordingMethod),
    modifiedMs: list.map(({ version }) => version.modifiedMs),
    idAt: (at) => (ids ??= sampleIds(list))[at] ?? '',
  };
}

const sampleIds = (records: readonly StoredRecord[]): string[] =>
  records.flatMap(({ id, samples }) => samples.map(({ part }) => partId(id, part)));

function methodOf({ profiles }: ChunkHead, number: number): SampleColumns['methods'][number] {
  const profile = profiles[number];
  if (profile === undefined) throw new RangeError('A series chunk names a row it does not have');
  return profile.recordingMethod;
}

/** Ids, raw ids, hashes and client versions. */
function skipIdentities(read: ColumnReader, count: number): void {
  for (let i = 0; i < count; i++) {
    if (read.unsigned() === 0) read.skip(UUID_BYTES);
    else read.skipText();
  }
  for (let i = 0; i < count; i++) if (read.unsigned() === RawId.Given) read.skipText();
  read.skip(count * HASH_BYTES);
  read.skipNumbers(count);
}

function skipParts(read: ColumnReader, count: number): void {
  for (let i = 0; i < count; i++) if (read.unsigned() > 1) read.skipText();
}

function readRunning(read: ColumnReader, count: number): Float64Array {
  const values = new Float64Array(count);
  let last = 0;
  for (let i = 0; i < count; i++) values[i] = last += read.signed();
  return values;
}

/** Samples begin relative to their record; the only one of a record ends relative to the record's end, others to their start. */
function readTimes(
  read: ColumnReader,
  starts: Float64Array,
  lengths: Float64Array,
  sizes: Uint32Array,
): Pick<SampleColumns, 'startMs' | 'endMs' | 'recordOf'> {
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const [startMs, endMs] = [new Float64Array(length), new Float64Array(length)];
  const recordOf = new Uint32Array(length);
  let row = 0;
  for (const [record, size] of sizes.entries()) {
    let last = starts[record] ?? 0;
    for (let i = 0; i < size; i++) {
      startMs[row] = last += read.signed();
      recordOf[row++] = record;
    }
  }
  for (let i = 0; i < length; i++) {
    const record = recordOf[i] ?? 0;
    const from = sizes[record] === 1 ? (starts[record] ?? 0) + (lengths[record] ?? 0) : (startMs[i] ?? 0);
    endMs[i] = from + read.signed();
  }
  return { startMs, endMs, recordOf };
}

function readValues(read: ColumnReader, count: number, decimals: number | null): Float64Array {
  if (decimals === null) return Float64Array.from({ length: count }, () => read.double());
  const factor = 10 ** decimals;
  return readRunning(read, count).map((scaled) => scaled / factor);
}
