import { partId, type SourceId } from '@tributary/contracts';
import { decodeChunk } from '../series/chunk-codec.js';
import { chunkKeyOf } from '../series/chunk-key.js';
import type { StoredRecord, StoredSample } from '../series/stored-record.js';
import { compareStarts } from './start-page.js';

/** A stored sample with where it lies. */
export interface PlacedSample {
  /** Id of the sample, as the API serves it. */
  readonly id: string;
  readonly startMs: number;
  readonly sourceId: SourceId;
  readonly record: StoredRecord;
  readonly sample: StoredSample;
}

/** The samples of one chunk, in the order of the list. */
export function placedSamples(id: string, bytes: Buffer): PlacedSample[] {
  const { sourceId } = chunkKeyOf(id);
  const placed: PlacedSample[] = [];
  for (const record of decodeChunk(bytes)) {
    for (const sample of record.samples)
      placed.push({ id: partId(record.id, sample.part), startMs: sample.startMs, sourceId, record, sample });
  }
  return placed.sort(compareStarts);
}

interface Decoded {
  readonly bytes: Buffer;
  readonly samples: readonly PlacedSample[];
}

/**
 * Decoded chunks of the pages served last. A chunk of a dense series fills many pages, and decoding it costs more than
 * all else of a page. The bytes are read for every page and compared, so what is remembered is never stale.
 */
export class DecodedChunks {
  readonly #decoded = new Map<string, Decoded>();
  #samples = 0;

  constructor(private readonly maxSamples: number) {}

  samplesOf(id: string, bytes: Buffer): readonly PlacedSample[] {
    const known = this.#forget(id);
    const samples = known?.bytes.equals(bytes) ? known.samples : placedSamples(id, bytes);
    this.#decoded.set(id, { bytes, samples });
    this.#samples += samples.length;
    for (const [oldest] of this.#decoded) {
      if (this.#samples <= this.maxSamples || oldest === id) break;
      this.#forget(oldest);
    }
    return samples;
  }

  #forget(id: string): Decoded | undefined {
    const known = this.#decoded.get(id);
    if (known && this.#decoded.delete(id)) this.#samples -= known.samples.length;
    return known;
  }
}
