import type { ChunkRows } from '../series/chunk-rows.js';

interface Decoded {
  readonly revision: number;
  readonly readMs: number;
  readonly rows: ChunkRows;
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

  get(id: string, revision: number): ChunkRows | null {
    const known = this.#decoded.get(id);
    if (!known) return null;
    const isGood = known.revision === revision && this.now() - known.readMs < MAX_AGE_MS;
    if (!isGood) this.#forget(id);
    return isGood ? known.rows : null;
  }

  set(id: string, revision: number, rows: ChunkRows): void {
    this.#forget(id);
    this.#decoded.set(id, { revision, readMs: this.now(), rows });
    this.#samples += rows.length;
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
    if (known && this.#decoded.delete(id)) this.#samples -= known.rows.length;
  }
}
