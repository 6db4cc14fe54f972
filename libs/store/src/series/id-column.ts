import type { RecordId } from '@tributary/contracts';
import { DASH, DIGITS, UUID_BYTES } from './columns.js';

/** FNV-1a of 32 bits. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A delete names a record by id alone. Records that a platform never changes in place (HealthKit samples) have no entry
 * in the record registry; their chunk carries the sorted 32-bit hashes of their ids instead, four bytes a record, and a
 * group of deletes is matched against the columns of the type's chunks.
 */
export function hashOfId(id: string): number {
  let hash = FNV_OFFSET;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), FNV_PRIME);
  return hash >>> 0;
}

/** The hash of an id that is a UUID after a prefix, from its 16 bytes: a fifth of the time that its text takes. */
export function hashOfUuid(prefix: string, bytes: Uint8Array, from: number): number {
  let hash = hashOfId(prefix);
  for (let i = 0; i < UUID_BYTES; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) hash = Math.imul(hash ^ DASH, FNV_PRIME);
    const byte = bytes[from + i] ?? 0;
    hash = Math.imul(hash ^ (DIGITS[byte >> 4] ?? 0), FNV_PRIME);
    hash = Math.imul(hash ^ (DIGITS[byte & 15] ?? 0), FNV_PRIME);
  }
  return hash >>> 0;
}

export function encodeIdColumn(ids: Iterable<RecordId>): Buffer {
  const hashes = Uint32Array.from(ids, hashOfId).sort();
  return Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
}

/** The upper bits of a hash that a bitmap of 128 KiB tells apart. */
const BITMAP_BITS = 20;

function isMarked(bitmap: Uint32Array, hash: number): boolean {
  const bit = hash >>> (32 - BITMAP_BITS);
  return (((bitmap[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

/**
 * Ids to be looked for in many columns. A flood of deletes asks millions of stored hashes; a bitmap answers all but a
 * hundredth of them, the set the rest.
 */
export class WantedIds {
  readonly #hashes = new Set<number>();
  readonly #bitmap = new Uint32Array(1 << (BITMAP_BITS - 5));
  /** Where a column is laid that comes at an odd place: a new one for each costs as much as the comparing. */
  #aligned = new Uint8Array(0);

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
    const [hashes, bitmap] = [this.#hashesOf(column), this.#bitmap];
    // Millions of them: an iterator takes twice the time.
    let at = 0;
    while (at < hashes.length) {
      const hash = hashes[at++] ?? 0;
      if (isMarked(bitmap, hash) && this.#hashes.has(hash)) return true;
    }
    return false;
  }

  /** Whether any of them has the hash. */
  has(hash: number): boolean {
    return isMarked(this.#bitmap, hash) && this.#hashes.has(hash);
  }

  /** The driver gives bytes at any offset; numbers must lie at a multiple of their size. */
  #hashesOf(column: Uint8Array): Uint32Array {
    const { BYTES_PER_ELEMENT: size } = Uint32Array;
    if (column.byteOffset % size === 0)
      return new Uint32Array(column.buffer, column.byteOffset, column.byteLength / size);
    if (this.#aligned.byteLength < column.byteLength) this.#aligned = new Uint8Array(2 * column.byteLength);
    this.#aligned.set(column);
    return new Uint32Array(this.#aligned.buffer, 0, column.byteLength / size);
  }
}

/** The id columns of a person's chunks, by chunk: what a flood of deletes, group after group, is matched against. */
export class IdColumns {
  readonly #columns: (readonly [chunk: string, column: Uint8Array])[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: string, column: Uint8Array): void {
    this.#columns.push([chunk, column]);
    this.#bytes += column.byteLength;
  }

  /** Ids of the chunks that may hold one of the records. */
  holding(wanted: WantedIds): string[] {
    if (wanted.size === 0) return [];
    return this.#columns.filter(([, column]) => wanted.areIn(column)).map(([chunk]) => chunk);
  }
}
