import { TOPICS } from '@tributary/contracts';

/** A raw topic and where its canonical records go. */
export interface Lane {
  /** Suffix of the consumer group. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** Live and backfill stay apart up to the database: a group and a consumer each, so that history never delays live data. */
export const LANES = [
  { name: 'live', from: TOPICS.rawBatches.name, to: TOPICS.canonicalRecords.name },
  { name: 'backfill', from: TOPICS.rawBatchesBackfill.name, to: TOPICS.canonicalRecordsBackfill.name },
] as const satisfies readonly Lane[];
