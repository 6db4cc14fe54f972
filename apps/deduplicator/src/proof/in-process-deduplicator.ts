import { randomUUID } from 'node:crypto';
import { TOPICS, type CanonicalChunk, type PriorityChange, type PriorityRule } from '@tributary/contracts';
import { aConsumedBatch, anIncomingMessage, MemoryOutput } from '@tributary/kafka/testing';
import { createIndexes, openStore, type Store, type UserData } from '@tributary/store';
import { createDeduplicatorPipeline } from '../deduplicator.pipeline.js';
import { pipelineDependencies } from '../dependencies.js';
import { createRulesPipeline } from '../rules.pipeline.js';

/** The deduplicator without Kafka: runs go in, what it publishes is kept. */
export interface InProcessDeduplicator {
  readonly output: MemoryOutput;
  readonly data: UserData;
  /** Runs as one consumed batch of messages. */
  feed(...runs: readonly CanonicalChunk[]): Promise<void>;
  /** Replaces the rules of a person, or with null of the tenant `demo`. */
  change(rules: readonly PriorityRule[], version: number, userId?: string | null): Promise<void>;
  /** Messages of the topic of rule changes as one consumed batch. */
  changes(...values: readonly unknown[]): Promise<void>;
}

export function aDeduplicator(store: Store): InProcessDeduplicator {
  const output = new MemoryOutput();
  const deps = pipelineDependencies({
    store,
    output,
    service: { name: 'deduplicator', version: 'test' },
    metrics: { flushed: () => undefined },
  });
  const deduplicate = createDeduplicatorPipeline(deps);
  const changeRules = createRulesPipeline(deps);
  const message = (topic: string, value: unknown) =>
    anIncomingMessage({ topic, value: Buffer.from(JSON.stringify(value)) });
  const changes = (...values: readonly unknown[]) =>
    changeRules(aConsumedBatch(values.map((value) => message(TOPICS.sourcePriorities.name, value))));
  return {
    output,
    data: deps.data,
    changes,
    feed: (...runs) => deduplicate(aConsumedBatch(runs.map((run) => message(TOPICS.canonicalRecords.name, run)))),
    change: (rules, version, userId = 'u1') => {
      const change: PriorityChange = { schemaVersion: 1, tenant: 'demo', userId, version, rules };
      return changes(change);
    },
  };
}

/** A database of its own with all indexes. `uri` is MONGODB_URI; its path is replaced. */
export async function aTestStore(uri: string | undefined): Promise<Store> {
  const own = new URL(uri ?? 'mongodb://127.0.0.1:27017');
  own.pathname = `/test-deduplicator-${randomUUID().slice(0, 8)}`;
  const store = await openStore({ uri: own.toString() });
  await createIndexes(store);
  return store;
}

export async function dropTestStore(store: Store): Promise<void> {
  await store.connection.dropDatabase();
  await store.close();
}
