import { partId, type RecordingMethod, type SourceId } from '@tributary/contracts';
import type { SampleColumns } from '@tributary/resolution';
import { RawId, readNullableTimes } from './chunk-cells.js';
import { type ChunkHead, HASH_BYTES, readHead } from './chunk-codec.js';
import { ColumnReader } from './columns.js';
import { readDecimals, readTimes } from './number-columns.js';
import { sampleIds, skipId, skipPart } from './sample-ids.js';
import type { StoredRecord } from './stored-record.js';

/**
 * What resolution needs of a packed chunk, without a single object for a record or a sample: a day at 1 Hz is 86,400 of
 * them, and every flush that touches the day resolves it again.
 * @throws RangeError when the bytes are not a chunk of this format.
 */
export function packedSamples(bytes: Buffer, sourceId: SourceId): SampleColumns {
  const read = new ColumnReader(bytes);
  const head = readHead(read);
  const records = read.unsigned();
  const idsFrom = read.position;
  skipIdentities(read, records);
  const modifiedMs = readNullableTimes(read, records);
  read.skipNumbers(records);
  const methods = readMethods(read, head, records);
  // Batches and indexes.
  read.skipNumbers(2 * records);
  const times = readTimes(read, records);
  const rows = times.startMs.length;
  const partsFrom = read.position;
  for (let row = 0; row < rows; row++) skipPart(read);
  return {
    sourceId,
    ...times,
    value: readDecimals(read, rows, head.decimals),
    methods,
    modifiedMs,
    idAt: sampleIds(bytes, { prefix: head.prefix, records, idsFrom, partsFrom, ...times }),
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
    idAt: (at) => (ids ??= idsOf(list))[at] ?? '',
  };
}

const idsOf = (records: readonly StoredRecord[]): string[] =>
  records.flatMap(({ id, samples }) => samples.map(({ part }) => partId(id, part)));

function readMethods(read: ColumnReader, { profiles }: ChunkHead, count: number): RecordingMethod[] {
  const methods: RecordingMethod[] = [];
  for (let i = 0; i < count; i++) {
    const profile = profiles[read.unsigned()];
    if (profile === undefined) throw new RangeError('A series chunk names a row it does not have');
    methods.push(profile.recordingMethod);
  }
  return methods;
}

/** Ids, raw ids, hashes and client versions. */
function skipIdentities(read: ColumnReader, count: number): void {
  for (let i = 0; i < count; i++) skipId(read);
  for (let i = 0; i < count; i++) if (read.unsigned() === RawId.Given) read.skipText();
  read.skip(count * HASH_BYTES);
  read.skipNumbers(count);
}
