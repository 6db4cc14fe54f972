import { TOPICS } from '@tributary/contracts';

/** What a rebuild begins with: nothing is ever made of other topics, so these are read where they are. */
const SOURCES: ReadonlySet<string> = new Set([
  TOPICS.rawBatches.name,
  TOPICS.rawBatchesBackfill.name,
  TOPICS.sourcePriorities.name,
]);

/** How the topics of the table are called at the broker. */
export interface TopicNames {
  toBroker(name: string): string;
  fromBroker(name: string): string;
}

/**
 * With a prefix, everything that is made of the raw topics goes to topics of its own, so that a rebuild runs beside the
 * installation and its subscribers hear nothing of it.
 */
export const topicNames = (prefix: string): TopicNames => ({
  toBroker: (name) => (SOURCES.has(name) ? name : prefix + name),
  fromBroker: (name) => (prefix !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name),
});
