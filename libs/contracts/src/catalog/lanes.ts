import { TOPICS } from './topics.js';

/** A raw topic and where its canonical records go. */
export interface NormalizerLane {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Live and backfill stay apart up to the database: a consumer and a group `<service>-<lane>` each, so that history
 * never delays live data.
 */
export const NORMALIZER_LANES = [
  { name: 'live', from: TOPICS.rawBatches.name, to: TOPICS.canonicalRecords.name },
  { name: 'backfill', from: TOPICS.rawBatchesBackfill.name, to: TOPICS.canonicalRecordsBackfill.name },
] as const satisfies readonly NormalizerLane[];

/** The same, and changes of rules in a lane of their own. */
export const DEDUPLICATOR_LANES = [
  { name: 'rules', from: TOPICS.sourcePriorities.name },
  { name: 'live', from: TOPICS.canonicalRecords.name },
  { name: 'backfill', from: TOPICS.canonicalRecordsBackfill.name },
] as const;
