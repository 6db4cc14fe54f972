import type { RecordId } from '@tributary/contracts';
import type { SampleColumns } from '@tributary/resolution';
import { encodeChunk, packedIds, packedIdsAmong } from './chunk-codec.js';
import { decodeChunk } from './chunk-decode.js';
import { chunkId, type ChunkKey } from './chunk-key.js';
import { openSamples, packedSamples } from './chunk-samples.js';
import type { WantedIds } from './id-column.js';
import type { StoredRecord } from './stored-record.js';

/** What an open record and each of its samples take in memory, and a row of columns, roughly. */
const RECORD_BYTES = 500;
const SAMPLE_BYTES = 120;
const ROW_BYTES = 28;

/**
 * A chunk in memory. Most that are read are only looked at as a whole, so it stays packed (some ten bytes a sample
 * instead of two hundred) until its records are asked for.
 */
export class SeriesChunk {
  readonly id: string;
  #packed: Buffer | null;
  #records: Map<RecordId, StoredRecord> | null = null;
  #columns: SampleColumns | null = null;
  /** Of the packed records. */
  #ids: ReadonlySet<RecordId> | null = null;

  /** @param packed null: there is no such chunk yet */
  constructor(
    readonly key: ChunkKey,
    packed: Buffer | null,
  ) {
    this.id = chunkId(key);
    this.#packed = packed;
  }

  /** Its records by id, which may be changed; `pack` then takes them in. */
  get records(): Map<RecordId, StoredRecord> {
    // Whoever has them may change them.
    this.#columns = null;
    return this.#open();
  }

  /** Unpacks it. */
  open(): void {
    this.#open();
  }

  #open(): Map<RecordId, StoredRecord> {
    this.#records ??= new Map(this.#packed ? decodeChunk(this.#packed).map((record) => [record.id, record]) : []);
    return this.#records;
  }

  /** Whether it has a record as it stands; a packed chunk stays packed. */
  has(id: RecordId): boolean {
    if (this.#records !== null || this.#packed === null) return this.#open().has(id);
    this.#ids ??= new Set(packedIds(this.#packed));
    return this.#ids.has(id);
  }

  /** Ids of its records as they stand, without most of those that are not wanted; a packed chunk stays packed. */
  idsAmong(wanted: WantedIds): Iterable<RecordId> {
    return this.#records === null && this.#packed ? packedIdsAmong(this.#packed, wanted) : this.#open().keys();
  }

  /** As it was read or last packed; null: nothing is stored. */
  get packed(): Buffer | null {
    return this.#packed;
  }

  /** Encodes the records as they stand; null where none is left. */
  pack(): Buffer | null {
    const records = this.#open();
    this.#packed = records.size === 0 ? null : encodeChunk([...records.values()]);
    this.#ids = null;
    return this.#packed;
  }

  /** Its samples as resolution takes them, as they stand. */
  samples(): SampleColumns {
    const { sourceId } = this.key;
    this.#columns ??=
      this.#records === null && this.#packed
        ? packedSamples(this.#packed, sourceId)
        : openSamples(this.#open().values(), sourceId);
    return this.#columns;
  }

  /** Whether its records were asked for. */
  get isOpen(): boolean {
    return this.#records !== null;
  }

  /** Bytes that it takes beside the packed ones, roughly. */
  get openBytes(): number {
    let bytes = (this.#columns?.startMs.length ?? 0) * ROW_BYTES;
    for (const { samples } of this.#records?.values() ?? []) bytes += RECORD_BYTES + samples.length * SAMPLE_BYTES;
    return bytes;
  }

  /** Keeps the packed bytes alone; what changed since they were packed is forgotten. */
  close(): void {
    this.#records = null;
    this.#columns = null;
    this.#ids = null;
  }
}

export const emptyChunk = (key: ChunkKey): SeriesChunk => new SeriesChunk(key, null);
