import mongoose from 'mongoose';
import { isRegistered } from '../records/registry-rule.js';
import type { RecordId, UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from '../connection.js';
import { chunkId, chunkKeyOf, chunkRange, type ChunkKey } from './chunk-key.js';
import { decodeChunk, encodeChunk } from './chunk-codec.js';
import { columnHasAny, encodeIdColumn, hashOfId } from './id-column.js';
import type { StoredRecord } from './stored-record.js';

interface ChunkDocument {
  readonly _id: string;
  /** Number of records. */
  readonly n: number;
  /** Latest end of a sample, epoch milliseconds: a chunk that ends before a window is not sent. */
  readonly e: number;
  readonly data: mongoose.mongo.Binary;
  /** Hashes of the ids of records without a registry entry. */
  readonly ids?: mongoose.mongo.Binary;
}

/** A chunk in memory: its records by id. */
export interface SeriesChunk {
  readonly id: string;
  readonly key: ChunkKey;
  readonly records: Map<RecordId, StoredRecord>;
}

export interface MetricWindow {
  readonly user: UserKey;
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export const emptyChunk = (key: ChunkKey): SeriesChunk => ({ id: chunkId(key), key, records: new Map() });

/** Series chunks by id and by window. Every read and write goes by `_id`, whose order is user, metric, time, source. */
export class SeriesChunkRepository {
  readonly #chunks: Collection<ChunkDocument>;

  constructor(store: Store) {
    this.#chunks = store.collection<ChunkDocument>('series_chunks');
  }

  async byIds(ids: readonly string[]): Promise<SeriesChunk[]> {
    if (ids.length === 0) return [];
    const found = await this.#chunks.find({ _id: { $in: [...ids] } }, { projection: { data: 1 } }).toArray();
    return found.map(toChunk);
  }

  /** Chunks that can hold samples overlapping any of the windows. */
  async inWindows(windows: readonly MetricWindow[]): Promise<SeriesChunk[]> {
    if (windows.length === 0) return [];
    const $or = windows.map((window) => ({
      _id: chunkRange(window.user, window.metric, window.fromMs, window.toMs),
      e: { $gte: window.fromMs },
    }));
    const found = await this.#chunks
      .find($or.length === 1 && $or[0] ? $or[0] : { $or }, { projection: { data: 1 } })
      .toArray();
    return found.map(toChunk);
  }

  /** Ids of the chunks of these metrics whose id column may name one of the records. */
  async idsHolding(user: UserKey, metrics: readonly string[], records: Iterable<RecordId>): Promise<string[]> {
    const wanted = new Set(Array.from(records, hashOfId));
    const $or = metrics.map((metric) => ({ _id: chunkRange(user, metric) }));
    if ($or.length === 0 || wanted.size === 0) return [];
    const holding: string[] = [];
    for await (const chunk of this.#chunks.find({ $or, ids: { $exists: true } }, { projection: { ids: 1 } })) {
      if (chunk.ids && columnHasAny(Buffer.from(chunk.ids.buffer), wanted)) holding.push(chunk._id);
    }
    return holding;
  }

  /** Replaces the chunks; one without records is removed. */
  async write(chunks: readonly SeriesChunk[], session: ClientSession): Promise<void> {
    if (chunks.length === 0) return;
    await this.#chunks.bulkWrite(
      chunks.map((chunk) =>
        chunk.records.size === 0
          ? { deleteOne: { filter: { _id: chunk.id } } }
          : { replaceOne: { filter: { _id: chunk.id }, replacement: toDocument(chunk), upsert: true } },
      ),
      { ordered: false, session },
    );
  }
}

function toChunk(document: ChunkDocument): SeriesChunk {
  const records = decodeChunk(Buffer.from(document.data.buffer));
  return {
    id: document._id,
    key: chunkKeyOf(document._id),
    records: new Map(records.map((record) => [record.id, record])),
  };
}

function toDocument(chunk: SeriesChunk): Omit<ChunkDocument, '_id'> {
  const records = [...chunk.records.values()];
  const unregistered = records.filter((record) => !isRegistered(record.id, record.version, chunk.key.metric));
  return {
    n: records.length,
    e: records.reduce(
      (latest, { endMs, samples }) =>
        samples.reduce((end, sample) => Math.max(end, sample.endMs), Math.max(latest, endMs)),
      -Infinity,
    ),
    data: new mongoose.mongo.Binary(encodeChunk(records)),
    ...(unregistered.length > 0 && {
      ids: new mongoose.mongo.Binary(encodeIdColumn(unregistered.map((record) => record.id))),
    }),
  };
}
