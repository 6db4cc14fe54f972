import { createDeduplicatorPipeline } from '../../../apps/deduplicator/dist/deduplicator.pipeline.js';
import { pipelineDependencies } from '../../../apps/deduplicator/dist/dependencies.js';
import { bucketOf, createIndexes, openStore, SeriesChunk } from '@tributary/store';

/** Chunks of one transaction. */
const CHUNKS_AT_ONCE = 100;

/** The deduplicator without Kafka in this process: what it publishes is only counted. @param {string} uri */
export async function openDeduplicator(uri) {
  const store = await openStore({ uri });
  await createIndexes(store);
  let published = 0;
  const deps = pipelineDependencies({
    store,
    output: { publish: async (messages) => void (published += messages.length) },
    service: { name: 'deduplicator', version: 'bench' },
    metrics: { flushed: () => undefined },
  });
  const deduplicate = createDeduplicatorPipeline(deps);
  return {
    published: () => published,
    /** Messages as one consumed batch. */
    consume: (messages) => deduplicate(consumed(messages)),
    /** Runs as the messages of one consumed batch. */
    feed: (...runs) => deduplicate(consumed(runs.map(messageOf))),
    /** Puts stored records into chunks past the pipeline: history for a row to work on. */
    async fill(user, metric, sourceId, records) {
      const byHour = Map.groupBy(records, ({ startMs }) => bucketOf(metric, startMs));
      const chunks = Array.from(byHour, ([hour, list]) => filled({ user, metric, sourceId, hour }, list));
      for (let at = 0; at < chunks.length; at += CHUNKS_AT_ONCE) {
        await store.connection.transaction((session) =>
          deps.data.chunks.write(chunks.slice(at, at + CHUNKS_AT_ONCE), session),
        );
      }
    },
    close: () => store.close(),
  };
}

function filled(key, records) {
  const chunk = new SeriesChunk(key, null);
  for (const record of records) chunk.records.set(record.id, record);
  return chunk;
}

/** A run as it lies in the topic: what puts it there is no part of the deduplicator. */
export const messageOf = (run) => ({
  topic: 'canonical-records.v1',
  partition: 0,
  offset: '0',
  key: null,
  value: Buffer.from(JSON.stringify(run)),
  headers: {},
  timestampMs: Date.now(),
});

const consumed = (messages) => ({
  topic: 'canonical-records.v1',
  partition: 0,
  messages,
  heartbeat: () => Promise.resolve(),
  isStale: () => false,
});
