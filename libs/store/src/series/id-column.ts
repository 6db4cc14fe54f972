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

/** The upper bits of a hash that a bitmap of 128 KiB tells apart. */
const BITMAP_BITS = 20;

/**
 * Ids to be looked for in many columns. A flood of deletes asks millions of stored hashes; a bitmap answers all but a
 * hundredth of them, the set the rest.
 */
export class WantedIds {
  readonly #hashes = new Set<number>();
  readonly #bitmap = new Uint32Array(1 << (BITMAP_BITS - 5));

  constructor(ids: Iterable<RecordId>) {
    for (const id of ids) {
      const hash = hashOfId(id);
      this.#hashes.add(hash);
      const bit = hash >>> (32 - BITMAP_BITS);
      this.#bitmap[bit >>> 5] = (this.#bitmap[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  get size(): number {
    return this.#hashes.size;
  }

  /** Whether any of them is in the column. False positives are possible, misses are not. */
  areIn(column: Uint8Array): boolean {
    for (const hash of asHashes(column)) {
      const bit = hash >>> (32 - BITMAP_BITS);
      if (((this.#bitmap[bit >>> 5] ?? 0) >>> (bit & 31)) & 1 && this.#hashes.has(hash)) return true;
    }
    return false;
  }
}

/** The driver gives bytes at any offset; numbers must lie at a multiple of their size. */
function asHashes(column: Uint8Array): Uint32Array {
  const { BYTES_PER_ELEMENT: size } = Uint32Array;
  const bytes = column.byteOffset % size === 0 ? column : Uint8Array.from(column);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / size);
}
