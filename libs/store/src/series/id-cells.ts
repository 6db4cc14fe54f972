import type { RecordId } from '@tributary/contracts';
import { RawId, readId, readRawId } from './chunk-cells.js';
import { type ColumnReader, UUID_BYTES, UUID_LENGTH } from './columns.js';

/** Ids of records, and as their platform wrote them. */
export interface RecordIds {
  readonly ids: readonly RecordId[];
  readonly rawIds: readonly (string | null)[];
}

/**
 * The two columns of ids. Those of HealthKit are UUIDs throughout, mostly written in upper case: they are made as one
 * text and cut, which takes a third of the time of one after the other.
 */
export function readIds(read: ColumnReader, prefix: string, count: number): RecordIds {
  if (!read.isEach(0, 1 + UUID_BYTES, count)) return readOneByOne(read, prefix, count);
  const [text, stride] = [read.uuids(prefix, count), prefix.length + UUID_LENGTH];
  const ids = Array.from({ length: count }, (_, at) => text.slice(at * stride, (at + 1) * stride) as RecordId);
  let upper: string | null = null;
  const rawIds = ids.map((id, at) => {
    if (read.peek() !== RawId.Upper) return readRawId(read, id.slice(prefix.length));
    read.skip(1);
    upper ??= text.toUpperCase();
    return upper.slice(at * stride + prefix.length, (at + 1) * stride);
  });
  return { ids, rawIds };
}

function readOneByOne(read: ColumnReader, prefix: string, count: number): RecordIds {
  const ids = Array.from({ length: count }, () => readId(read, prefix));
  return { ids, rawIds: ids.map((id) => readRawId(read, id.slice(prefix.length))) };
}
