import { timePart } from '@tributary/contracts';
import { readNullableTimes } from './chunk-cells.js';
import { HASH_BYTES, readHead, type ChunkHead } from './chunk-codec.js';
import { ColumnReader } from './columns.js';
import { readIds } from './id-cells.js';
import { readCounts, readRecordTimes, readRunning } from './number-columns.js';
import { at, flagsAt, rawUnitAt, readStoredColumns, type StoredColumns } from './stored-columns.js';
import type { StoredRecord, StoredSample } from './stored-record.js';

/**
 * The records of a chunk with their samples, in the order in which they lie.
 * @throws RangeError when the bytes are not a chunk of this format.
 */
export function decodeChunk(bytes: Buffer): StoredRecord[] {
  const read = new ColumnReader(bytes);
  const head = readHead(read);
  const count = read.unsigned();
  const { ids, rawIds } = readIds(read, head.prefix, count);
  const hashes = readHashes(read, count);
  const clients = readClients(read, head, count);
  const modified = readNullableTimes(read, count);
  const revisions = readCounts(read, count);
  const profiles = readCounts(read, count);
  const batches = readCounts(read, count);
  const indexes = readRunning(read, count);
  const times = readRecordTimes(read, count);
  const columns = readStoredColumns(read, head, times);
  let row = 0;
  return ids.map((id, i): StoredRecord => {
    const startMs = times.startMs[i] ?? Number.NaN;
    const samples: StoredSample[] = [];
    for (let left = times.sizes[i] ?? 0; left > 0; left--) samples.push(sampleAt(head, columns, row++));
    return {
      id,
      rawId: rawIds[i] ?? null,
      version: { client: clients[i] ?? null, modifiedMs: modified[i] ?? null, hash: hashes[i] ?? '' },
      revision: revisions[i] ?? 0,
      startMs,
      endMs: startMs + (times.lengthMs[i] ?? 0),
      profile: at(head.profiles, profiles[i]),
      batchId: at(head.batches, batches[i]),
      index: indexes[i] ?? 0,
      samples,
    };
  });
}

function sampleAt(head: ChunkHead, columns: StoredColumns, row: number): StoredSample {
  const startMs = columns.startMs[row] ?? Number.NaN;
  const sample = {
    part: columns.parts[row] ?? timePart(startMs),
    startMs,
    endMs: columns.endMs[row] ?? Number.NaN,
    value: columns.value[row] ?? Number.NaN,
    rawValue: columns.rawValues[row] ?? null,
    rawUnit: rawUnitAt(head, columns, row),
    flags: flagsAt(head, columns, row),
  };
  const attributes = columns.attributes?.[row];
  return attributes === undefined ? sample : { ...sample, attributes };
}

/** One text for all, cut. */
function readHashes(read: ColumnReader, count: number): string[] {
  const [digits, length] = [read.hex(count * HASH_BYTES), 2 * HASH_BYTES];
  return Array.from({ length: count }, (_, i) => digits.slice(i * length, (i + 1) * length));
}

/** Client versions: 0 is none, and those that no varint holds stand in the head. */
function readClients(read: ColumnReader, { clients: others = [] }: ChunkHead, count: number): (number | null)[] {
  const clients = read.skipSame(0, count)
    ? new Array<number | null>(count).fill(null)
    : Array.from({ length: count }, () => read.unsigned()).map((client) => (client === 0 ? null : client - 1));
  for (const [row, client] of others) clients[row] = client;
  return clients;
}
