import { partId, type SourceId, type UserKey } from '@tributary/contracts';
import type mongoose from 'mongoose';
import type { Collection, Store } from '../connection.js';
import { decodeChunk } from '../series/chunk-codec.js';
import { chunkKeyOf, chunkRange, LONGEST_SAMPLE_MS } from '../series/chunk-key.js';
import type { StoredRecord, StoredSample } from '../series/stored-record.js';
import { compareStarts, isAfter, isInWindow, lowestStart, type OpenWindow, type StartPage } from './start-page.js';

/** A stored sample with where it lies. */
export interface PlacedSample {
  /** Id of the sample, as the API serves it. */
  readonly id: string;
  readonly startMs: number;
  readonly sourceId: SourceId;
  readonly record: StoredRecord;
  readonly sample: StoredSample;
}

export interface SampleList {
  readonly user: UserKey;
  readonly metric: string;
  readonly sourceId?: SourceId;
}

interface ChunkDocument {
  readonly _id: string;
  readonly data: mongoose.mongo.Binary;
}

/** A page of dense samples lies in one or two chunks, and a chunk of them is large. */
const PAGE_BATCH = 4;
const WHOLE_BATCH = 200;

function samplesOf({ _id, data }: ChunkDocument): PlacedSample[] {
  const { sourceId } = chunkKeyOf(_id);
  return decodeChunk(Buffer.from(data.buffer)).flatMap((record) =>
    record.samples.map((sample) => ({
      id: partId(record.id, sample.part),
      startMs: sample.startMs,
      sourceId,
      record,
      sample,
    })),
  );
}

/** Recorded samples of one metric, in the order of the list: by start, ties by id. */
export class SampleQuery {
  readonly #chunks: Collection<ChunkDocument>;

  constructor(store: Store) {
    this.#chunks = store.collection<ChunkDocument>('series_chunks');
  }

  /** `limit + 1` samples at most; chunks before the cursor and behind the end of the page are not decoded. */
  async page(list: SampleList, page: StartPage): Promise<PlacedSample[]> {
    const rows: PlacedSample[] = [];
    for await (const samples of this.#buckets(list, page, PAGE_BATCH)) {
      for (const sample of samples) if (isAfter(sample.startMs, sample.id, page.after)) rows.push(sample);
      if (rows.length > page.limit) break;
    }
    return rows.slice(0, page.limit + 1);
  }

  /** Every sample of the window, a time bucket at a time. */
  all(list: SampleList, window: OpenWindow): AsyncGenerator<PlacedSample[]> {
    return this.#buckets(list, { ...window, limit: Infinity }, WHOLE_BATCH);
  }

  /** Chunk ids sort by time bucket, so the samples of one bucket all come before those of the next. */
  async *#buckets(list: SampleList, page: StartPage, batchSize: number): AsyncGenerator<PlacedSample[]> {
    let hour: number | null = null;
    let bucket: PlacedSample[] = [];
    for await (const chunk of this.#find(list, page, batchSize)) {
      const key = chunkKeyOf(chunk._id);
      if (hour !== null && key.hour !== hour) {
        yield bucket.sort(compareStarts);
        bucket = [];
      }
      hour = key.hour;
      for (const sample of samplesOf(chunk)) if (isInWindow(sample.sample, page)) bucket.push(sample);
    }
    if (bucket.length > 0) yield bucket.sort(compareStarts);
  }

  #find({ user, metric, sourceId }: SampleList, page: StartPage, batchSize: number): AsyncIterable<ChunkDocument> {
    const lowest = lowestStart(page, LONGEST_SAMPLE_MS);
    // The range looks back as far as the longest sample; behind a cursor nothing can start that early.
    const from = Number.isFinite(lowest) ? lowest + LONGEST_SAMPLE_MS : undefined;
    const range = chunkRange(user, metric, from, page.toMs);
    const bySource = sourceId === undefined ? {} : { $regex: new RegExp(`\\|${sourceId}$`) };
    const reaching = page.fromMs === undefined ? {} : { e: { $gte: page.fromMs } };
    return this.#chunks
      .find({ _id: { ...range, ...bySource }, ...reaching } as never, { projection: { data: 1 }, batchSize })
      .sort({ _id: 1 });
  }
}
