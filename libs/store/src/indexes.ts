import type { Store } from './connection.js';

interface IndexRow {
  readonly collection: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  /** The query it serves. */
  readonly serves: string;
  readonly unique?: boolean;
}

/**
 * Secondary indexes of the data plane. There are few: documents of persons lie under `_id` = `user|key`, and the keys of
 * chunks, days and changes sort by time, so their reads go by the primary key.
 */
export const INDEXES: readonly IndexRow[] = [
  {
    collection: 'recordings',
    key: { u: 1, kind: 1, startMs: 1, _id: 1 },
    serves: 'recordingsBetween and pageByStart: workouts, sleep sessions and events of a window, in the order of lists',
  },
  {
    collection: 'sleep_episodes',
    key: { u: 1, startMs: 1, _id: 1 },
    serves: 'entitiesBetween and pageByStart: episodes of a window',
  },
  {
    collection: 'workouts',
    key: { u: 1, startMs: 1, _id: 1 },
    serves: 'entitiesBetween and pageByStart: resolved workouts of a window',
  },
];

/** Compressed with zstd: chunks and changes are most of the bytes, and columns compress twice as well as under snappy. */
const ZSTD_COLLECTIONS = ['series_chunks', 'changes', 'recordings', 'records'] as const;

/** Creates the collections and indexes that are missing. Safe to run again. */
export async function createIndexes(store: Store): Promise<void> {
  const { db } = store.connection;
  if (!db) throw new Error('The database connection is not open');
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  for (const name of ZSTD_COLLECTIONS) {
    if (!existing.has(name))
      await db.createCollection(name, { storageEngine: { wiredTiger: { configString: 'block_compressor=zstd' } } });
  }
  for (const { collection, key, unique = false } of INDEXES)
    await db.collection(collection).createIndex({ ...key }, { unique });
}
