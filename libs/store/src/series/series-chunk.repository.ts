import mongoose from 'mongoose';
import { DENSE_METRICS, isRegistered } from '../records/registry-rule.js';
import type { RecordId, UserKey } from '@tributary/contracts';
import type { ClientSession, Collection, Store } from '../connection.js';
import { chunkKeyOf, chunkRange, LONGEST_SAMPLE_MS } from './chunk-key.js';
import { encodeIdColumn, IdColumns, type WantedIds } from './id-column.js';
import { everythingOf } from '../user-collection.js';
import { SeriesChunk } from './series-chunk.js';

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

export interface MetricWindow {
  readonly user: UserKey;
  readonly metric: string;
  readonly fromMs: number;
  readonly toMs: number;
}

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

  /** Everything of a person, ascending by metric and time, as it is read. */
  async *each(user: UserKey): AsyncGenerator<SeriesChunk> {
    for await (const chunk of this.#chunks
      .find({ _id: everythingOf(user) }, { projection: { data: 1 } })
      .sort({ _id: 1 }))
      yield toChunk(chunk);
  }

  /** Chunks that can hold samples overlapping any of the windows, but for readings of more than 48 hours. */
  async inWindows(windows: readonly MetricWindow[]): Promise<SeriesChunk[]> {
    if (windows.length === 0) return [];
    const $or = windows.map((window) => ({
      _id: chunkRange(window.user, window.metric, window.fromMs - LONGEST_SAMPLE_MS, window.toMs),
      e: { $gte: window.fromMs },
    }));
    const found = await this.#chunks
      .find($or.length === 1 && $or[0] ? $or[0] : { $or }, { projection: { data: 1 } })
      .toArray();
    return found.map(toChunk);
  }

  /** How many records the chunks of a window have, by the hour in which each begins. */
  async sizesIn({ user, metric, fromMs, toMs }: MetricWindow): Promise<{ hour: number; records: number }[]> {
    const filter = { _id: chunkRange(user, metric, fromMs, toMs), e: { $gte: fromMs } };
    const found = await this.#chunks.find(filter, { projection: { n: 1 } }).toArray();
    return found.map(({ _id, n }) => ({ hour: chunkKeyOf(_id).hour, records: n }));
  }

  /** Ids of the chunks whose id column may name one of the records. The type is not part of an identity: all are asked. */
  async idsHolding(user: UserKey, wanted: WantedIds): Promise<string[]> {
    const holding: string[] = [];
    if (wanted.size === 0) return holding;
    for await (const [id, column] of this.#idColumns(user)) if (wanted.areIn(column)) holding.push(id);
    return holding;
  }

  /** All id columns of a person. */
  async idColumns(user: UserKey): Promise<IdColumns> {
    const columns = new IdColumns();
    for await (const [id, column] of this.#idColumns(user)) columns.add(id, column);
    return columns;
  }

  async *#idColumns(user: UserKey): AsyncGenerator<readonly [chunk: string, column: Uint8Array]> {
    const $or = DENSE_METRICS.map((metric) => ({ _id: chunkRange(user, metric) }));
    for await (const { _id, ids } of this.#chunks.find({ $or, ids: { $exists: true } }, { projection: { ids: 1 } }))
      if (ids) yield [_id, ids.buffer];
  }

  /** Replaces the chunks; one without records is removed. */
  async write(chunks: readonly SeriesChunk[], session: ClientSession): Promise<void> {
    if (chunks.length === 0) return;
    await this.#chunks.bulkWrite(
      chunks.map((chunk) => {
        const replacement = toDocument(chunk);
        return replacement === null
          ? { deleteOne: { filter: { _id: chunk.id } } }
          : { replaceOne: { filter: { _id: chunk.id }, replacement, upsert: true } };
      }),
      { ordered: false, session },
    );
  }
}

// Copied out of the driver's buffer, which holds the whole answer.
const toChunk = ({ _id, data }: ChunkDocument): SeriesChunk =>
  new SeriesChunk(chunkKeyOf(_id), Buffer.from(data.buffer));

function toDocument(chunk: SeriesChunk): Omit<ChunkDocument, '_id'> | null {
  const packed = chunk.pack();
  if (packed === null) return null;
  const unregistered: RecordId[] = [];
  let latestMs = -Infinity;
  for (const { id, version, endMs, samples } of chunk.records.values()) {
    if (!isRegistered(id, version, chunk.key.metric)) unregistered.push(id);
    latestMs = Math.max(latestMs, endMs);
    for (const sample of samples) latestMs = Math.max(latestMs, sample.endMs);
  }
  return {
    n: chunk.records.size,
    e: latestMs,
    data: new mongoose.mongo.Binary(packed),
    ...(unregistered.length > 0 && { ids: new mongoose.mongo.Binary(encodeIdColumn(unregistered)) }),
  };
}
