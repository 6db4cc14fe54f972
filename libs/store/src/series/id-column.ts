import type { RecordId } from '@tributary/contracts';

/**
 * A delete names a record by id alone. Records that a platform never changes in place (HealthKit samples) have no entry
 * in the record registry; their chunk carries the sorted 32-bit hashes of their ids instead, four bytes a record, and a
 * group of deletes is matched against the columns of the type's chunks.
 */
export function hashOfId(id: RecordId): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

export function encodeIdColumn(ids: Iterable<RecordId>): Buffer {
  const hashes = Uint32Array.from(ids, hashOfId).sort();
  return Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
}

/** Whether any of the wanted hashes is in the column. False positives are possible, misses are not. */
export function columnHasAny(column: Buffer, wanted: ReadonlySet<number>): boolean {
  for (let at = 0; at < column.length; at += 4) if (wanted.has(column.readUInt32LE(at))) return true;
  return false;
}
