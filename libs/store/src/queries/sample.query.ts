import type { SourceId, UserKey } from '@tributary/contracts';
import type mongoose from 'mongoose';
import type { Collection, Store } from '../connection.js';
import { chunkKeyOf, chunkRange, LONGEST_SAMPLE_MS } from '../series/chunk-key.js';
import { LedgerRepository } from '../users/ledger.js';
import { DecodedChunks, placedSamples, type PlacedSample } from './decoded-chunks.js';
import {
  compareStarts,
  isAfter,
  isInWindow,
  lowestStart,
  type OpenWindow,
  type StartKey,
  type StartPage,
} from './start-page.js';

export interface SampleList {
  readonly user: UserKey;
  readonly metric: string;
  readonly sourceId?: SourceId;
}

interface ChunkDocument {
  readonly _id: string;
  readonly data: mongoose.mongo.Binary;
}

/** Some 50 MB decoded: the pages of some ten readers of a dense day. */
const REMEMBERED_SAMPLES = 100_000;
/** Chunks read together where all of them are wanted. */
const CHUNKS_AT_ONCE = 64;

/** Ordered samples by chunk; a chunk that does not reach into the window may be left out. */
type ReadChunks = (ids: readonly string[], window: OpenWindow) => Promise<Map<string, readonly PlacedSample[]>>;

/** Index of the first of ordered samples behind the cursor. */
function firstAfter(samples: readonly PlacedSample[], after: StartKey | undefined): number {
  let [low, high] = [0, after === undefined ? 0 : samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const sample = samples[middle];
    if (sample && isAfter(sample.startMs, sample.id, after)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What a page can take of the ordered samples of one chunk. */
function wanted(samples: readonly PlacedSample[], page: StartPage): PlacedSample[] {
  const found: PlacedSample[] = [];
  for (let i = firstAfter(samples, page.after); i < samples.length && found.length <= page.limit; i++) {
    const placed = samples[i];
    if (placed && isInWindow(placed.sample, page)) found.push(placed);
  }
  return found;
}

/** Recorded samples of one metric, in the order of the list: by start, ties by id. */
export class SampleQuery {
  readonly #chunks: Collection<ChunkDocument>;
  readonly #ledgers: LedgerRepository;
  readonly #decoded = new DecodedChunks(REMEMBERED_SAMPLES);

  constructor(store: Store) {
    this.#chunks = store.collection<ChunkDocument>('series_chunks');
    this.#ledgers = new LedgerRepository(store);
  }

  /** `limit + 1` samples at most; chunks before the cursor and behind the end of the page are not read. */
  async page(list: SampleList, page: StartPage): Promise<PlacedSample[]> {
    const rows: PlacedSample[] = [];
    const ledger = await this.#ledgers.get(list.user);
    for await (const samples of this.#buckets(list, page, 1, this.#remembering(ledger?.revision ?? 0))) {
      rows.push(...samples);
      if (rows.length > page.limit) break;
    }
    return rows.slice(0, page.limit + 1);
  }

  /** Every sample of the window, a time bucket at a time. */
  all(list: SampleList, window: OpenWindow): AsyncGenerator<PlacedSample[]> {
    const read: ReadChunks = (ids, within) => this.#read(ids, within);
    return this.#buckets(list, { ...window, limit: Infinity }, CHUNKS_AT_ONCE, read);
  }

  /** Chunk ids sort by time bucket, so the samples of one bucket all come before those of the next. */
  async *#buckets(list: SampleList, page: StartPage, atOnce: number, read: ReadChunks): AsyncGenerator<PlacedSample[]> {
    for await (const buckets of this.#idsByBucket(list, page, atOnce)) {
      const found = await read(buckets.flat(), page);
      for (const ids of buckets) {
        const samples = ids.flatMap((id) => wanted(found.get(id) ?? [], page));
        if (samples.length > 0) yield ids.length === 1 ? samples : samples.sort(compareStarts);
      }
    }
  }

  /** Ids of chunks by time bucket, as many buckets together as have `atOnce` chunks; the index alone answers. */
  async *#idsByBucket(list: SampleList, page: StartPage, atOnce: number): AsyncGenerator<string[][]> {
    let buckets: string[][] = [];
    let hour: number | null = null;
    let count = 0;
    for await (const { _id } of this.#ids(list, page)) {
      const key = chunkKeyOf(_id);
      if (key.hour === hour) buckets.at(-1)?.push(_id);
      else {
        if (count >= atOnce) {
          yield buckets;
          buckets = [];
          count = 0;
        }
        buckets.push([_id]);
      }
      hour = key.hour;
      count += 1;
    }
    if (buckets.length > 0) yield buckets;
  }

  #ids({ user, metric, sourceId }: SampleList, page: StartPage): AsyncIterable<{ readonly _id: string }> {
    const lowest = lowestStart(page, LONGEST_SAMPLE_MS);
    // The range looks back as far as the longest sample; behind a cursor nothing can start that early.
    const from = Number.isFinite(lowest) ? lowest + LONGEST_SAMPLE_MS : undefined;
    const range = chunkRange(user, metric, from, page.toMs);
    const bySource = sourceId === undefined ? {} : { $regex: new RegExp(`\\|${sourceId}$`) };
    return this.#chunks.find({ _id: { ...range, ...bySource } } as never, { projection: { _id: 1 } }).sort({ _id: 1 });
  }

  #remembering(revision: number): ReadChunks {
    return async (ids, window) => {
      const found = new Map<string, readonly PlacedSample[]>();
      for (const id of ids) {
        const samples = this.#decoded.get(id, revision);
        if (samples) found.set(id, samples);
      }
      const missing = ids.filter((id) => !found.has(id));
      for (const [id, samples] of await this.#read(missing, window)) {
        this.#decoded.set(id, revision, samples);
        found.set(id, samples);
      }
      return found;
    };
  }

  async #read(ids: readonly string[], { fromMs }: OpenWindow): Promise<Map<string, readonly PlacedSample[]>> {
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: ids }, ...(fromMs !== undefined && { e: { $gte: fromMs } }) };
    const found = await this.#chunks.find(filter as never, { projection: { data: 1 } }).toArray();
    return new Map(found.map(({ _id, data }) => [_id, placedSamples(_id, Buffer.from(data.buffer))]));
  }
}
