import type { SourceId, UserKey } from '@tributary/contracts';
import type mongoose from 'mongoose';
import type { Collection, Store } from '../connection.js';
import { chunkKeyOf, chunkRange, longestSampleMs } from '../series/chunk-key.js';
import { chunkRows, type ChunkRows } from '../series/chunk-rows.js';
import { LedgerRepository } from '../users/ledger.js';
import { DecodedChunks } from './decoded-chunks.js';
import { placedSamples, type PlacedSample } from './placed-samples.js';
import { firstRows, keyOfRow, runsOfBucket, type RowRun } from './row-runs.js';
import { compareStarts, lowestStart, type OpenWindow, type StartKey, type StartPage } from './start-page.js';

export interface SampleList {
  readonly user: UserKey;
  readonly metric: string;
  readonly sourceId?: SourceId;
}

interface ChunkDocument {
  readonly _id: string;
  readonly data: mongoose.mongo.Binary;
}

/** Some 20 MB decoded: the pages of some twenty readers of a dense day. */
const REMEMBERED_SAMPLES = 200_000;
/** Chunks read together where all of them are wanted. */
const CHUNKS_AT_ONCE = 64;
/** Chunks read together for a reader who may be slow: a day at 1 Hz, some megabytes at most. */
const CHUNKS_AT_ONCE_STREAMED = 8;

/** A chunk that is not decoded. */
interface PackedChunk {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Chunks by id; one that does not reach into the window may be left out. */
type ReadChunks<Chunk> = (ids: readonly string[], window: OpenWindow) => Promise<Map<string, Chunk>>;

/** The first rows of a list. */
export interface SamplePage {
  readonly runs: readonly RowRun[];
  /** Place of the last row where others stand behind it. */
  readonly next: StartKey | null;
}

function cutPage(found: readonly RowRun[], limit: number): SamplePage {
  const runs = [...firstRows(found, limit)];
  const last = runs.at(-1);
  return { runs, next: last ? keyOfRow(last.rows, last.at.at(-1) ?? -1) : null };
}

const rowsOf = ({ id, bytes }: PackedChunk): ChunkRows => chunkRows(bytes, chunkKeyOf(id).sourceId);

/** Recorded samples of one metric, in the order of the list: by start, ties by id. */
export class SampleQuery {
  readonly #chunks: Collection<ChunkDocument>;
  readonly #ledgers: LedgerRepository;
  readonly #decoded = new DecodedChunks(REMEMBERED_SAMPLES);

  constructor(store: Store) {
    this.#chunks = store.collection<ChunkDocument>('series_chunks');
    this.#ledgers = new LedgerRepository(store);
  }

  /** Chunks before the cursor and behind the end of the page are not read. */
  async page(list: SampleList, page: StartPage): Promise<SamplePage> {
    const runs: RowRun[] = [];
    let rows = 0;
    const ledger = await this.#ledgers.get(list.user);
    for await (const chunks of this.#buckets(list, page, 1, this.#remembering(ledger?.revision ?? 0))) {
      for (const run of runsOfBucket(chunks, page)) {
        runs.push(run);
        rows += run.at.length;
        if (rows > page.limit) return cutPage(runs, page.limit);
      }
    }
    return { runs, next: null };
  }

  /** Every row behind the cursor, a chunk decoded at a time. */
  async *rows(list: SampleList, page: Omit<StartPage, 'limit'>): AsyncGenerator<RowRun, void, void> {
    const all = { ...page, limit: Infinity };
    const read: ReadChunks<PackedChunk> = (ids, window) => this.#read(ids, window);
    for await (const chunks of this.#buckets(list, all, CHUNKS_AT_ONCE_STREAMED, read))
      yield* runsOfBucket(chunks.map(rowsOf), all);
  }

  /** Every sample of the window with its record, a time bucket at a time. */
  async *all(list: SampleList, window: OpenWindow): AsyncGenerator<PlacedSample[], void, void> {
    const page = { ...window, limit: Infinity };
    const read: ReadChunks<PackedChunk> = (ids, within) => this.#read(ids, within);
    for await (const chunks of this.#buckets(list, page, CHUNKS_AT_ONCE, read)) {
      const samples = chunks.flatMap(({ id, bytes }) => placedSamples(id, bytes, window));
      if (samples.length > 0) yield chunks.length === 1 ? samples : samples.sort(compareStarts);
    }
  }

  /** The chunks of one time bucket after the other: ids sort by it, so its samples all come before those of the next. */
  async *#buckets<Chunk>(
    list: SampleList,
    page: StartPage,
    atOnce: number,
    read: ReadChunks<Chunk>,
  ): AsyncGenerator<Chunk[], void, void> {
    for await (const buckets of this.#idsByBucket(list, page, atOnce)) {
      const found = await read(buckets.flat(), page);
      for (const ids of buckets) {
        const chunks = ids.flatMap((id) => found.get(id) ?? []);
        if (chunks.length > 0) yield chunks;
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
    const lowest = lowestStart(page, longestSampleMs(metric));
    const range = chunkRange(user, metric, Number.isFinite(lowest) ? lowest : undefined, page.toMs);
    const bySource = sourceId === undefined ? {} : { $regex: new RegExp(`\\|${sourceId}$`) };
    return this.#chunks.find({ _id: { ...range, ...bySource } } as never, { projection: { _id: 1 } }).sort({ _id: 1 });
  }

  #remembering(revision: number): ReadChunks<ChunkRows> {
    return async (ids, window) => {
      const found = new Map<string, ChunkRows>();
      for (const id of ids) {
        const rows = this.#decoded.get(id, revision);
        if (rows) found.set(id, rows);
      }
      const missing = ids.filter((id) => !found.has(id));
      for (const [id, chunk] of await this.#read(missing, window)) {
        const rows = rowsOf(chunk);
        this.#decoded.set(id, revision, rows);
        found.set(id, rows);
      }
      return found;
    };
  }

  async #read(ids: readonly string[], { fromMs }: OpenWindow): Promise<Map<string, PackedChunk>> {
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: ids }, ...(fromMs !== undefined && { e: { $gte: fromMs } }) };
    const found = await this.#chunks.find(filter as never, { projection: { data: 1 } }).toArray();
    return new Map(found.map(({ _id, data }) => [_id, { id: _id, bytes: Buffer.from(data.buffer) }]));
  }
}
