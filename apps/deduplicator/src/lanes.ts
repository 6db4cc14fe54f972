import { TOPICS } from '@tributary/contracts';
import { createDeduplicatorPipeline } from './deduplicator.pipeline.js';
import { createRulesPipeline } from './rules.pipeline.js';

/** Live and backfill stay apart up to the database, so that history never delays live data; rule changes have a lane of their own. */
export const LANES = [
  { name: 'live', topic: TOPICS.canonicalRecords.name, createPipeline: createDeduplicatorPipeline },
  { name: 'backfill', topic: TOPICS.canonicalRecordsBackfill.name, createPipeline: createDeduplicatorPipeline },
  { name: 'rules', topic: TOPICS.sourcePriorities.name, createPipeline: createRulesPipeline },
] as const;
