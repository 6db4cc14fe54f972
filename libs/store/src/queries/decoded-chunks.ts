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
  readonly revision: number;
  readonly readMs: number;
  readonly samples: readonly PlacedSample[];
}

/** A reader of pages asks again at once; what nobody asks for is not kept, so neither is what has been erased. */
const MAX_AGE_MS = 30_000;

/**
 * Decoded chunks of the pages served last. A chunk of a dense series fills many pages, and reading and decoding it costs
 * more than all else of a page. What is remembered holds for one revision of the person's ledger, which every change to
 * their data moves. Read the revision before the chunk.
 */
export class DecodedChunks {
  readonly #decoded = new Map<string, Decoded>();
  #samples = 0;

  constructor(
    private readonly maxSamples: number,
    private readonly now: () => number = Date.now,
  ) {}

  get(id: string, revision: number): readonly PlacedSample[] | null {
    const known = this.#decoded.get(id);
    if (!known) return null;
    const isGood = known.revision === revision && this.now() - known.readMs < MAX_AGE_MS;
    if (!isGood) this.#forget(id);
    return isGood ? known.samples : null;
  }

  set(id: string, revision: number, samples: readonly PlacedSample[]): void {
    this.#forget(id);
    this.#decoded.set(id, { revision, readMs: this.now(), samples });
    this.#samples += samples.length;
    this.#forgetOldest(id);
  }

  /** Oldest first, until the rest is young and fits; the newest stays even where it alone does not fit. */
  #forgetOldest(newest: string): void {
    for (const [id, { readMs }] of this.#decoded) {
      const isOld = this.now() - readMs >= MAX_AGE_MS;
      if (id === newest || (!isOld && this.#samples <= this.maxSamples)) return;
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    const known = this.#decoded.get(id);
    if (known && this.#decoded.delete(id)) this.#samples -= known.samples.length;
  }
}
