import type { RecordId } from '@tributary/contracts';
import type { SampleColumns } from '@tributary/resolution';
import { decodeChunk, encodeChunk } from './chunk-codec.js';
import { chunkId, type ChunkKey } from './chunk-key.js';
import { openSamples, packedSamples } from './chunk-samples.js';
import type { StoredRecord } from './stored-record.js';

/**
 * A chunk in memory. Most that are read are only looked at as a whole, so it stays packed (some ten bytes a sample
 * instead of two hundred) until its records are asked for.
 */
export class SeriesChunk {
  readonly id: string;
  #packed: Buffer | null;
  #records: Map<RecordId, StoredRecord> | null = null;

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
    this.#records ??= new Map(this.#packed ? decodeChunk(this.#packed).map((record) => [record.id, record]) : []);
    return this.#records;
  }

  /** As it was read or last packed; null: nothing is stored. */
  get packed(): Buffer | null {
    return this.#packed;
  }

  /** Encodes the records as they stand; null where none is left. */
  pack(): Buffer | null {
    this.#packed = this.records.size === 0 ? null : encodeChunk([...this.records.values()]);
    return this.#packed;
  }

  /** Its samples as resolution takes them, as they stand. */
  samples(): SampleColumns {
    const { sourceId } = this.key;
    return this.#records === null && this.#packed
      ? packedSamples(this.#packed, sourceId)
      : openSamples(this.records.values(), sourceId);
  }
}

export const emptyChunk = (key: ChunkKey): SeriesChunk => new SeriesChunk(key, null);
