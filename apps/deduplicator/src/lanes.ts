import { DEDUPLICATOR_LANES } from '@tributary/contracts';
import { createDeduplicatorPipeline } from './deduplicator.pipeline.js';
import { createRulesPipeline } from './rules.pipeline.js';

const PIPELINES = {
  rules: createRulesPipeline,
  live: createDeduplicatorPipeline,
  backfill: createDeduplicatorPipeline,
} as const;

export const LANES = DEDUPLICATOR_LANES.map(({ name, from }) => ({
  name,
  topic: from,
  createPipeline: PIPELINES[name],
}));
