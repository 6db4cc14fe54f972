import { TOPICS } from '@tributary/contracts';

/** Live and backfill stay apart up to the database: a group and a consumer each, so that history never delays live data. */
export const LANES = [
  { name: 'live', from: TOPICS.rawBatches.name, to: TOPICS.canonicalRecords.name },
  { name: 'backfill', from: TOPICS.rawBatchesBackfill.name, to: TOPICS.canonicalRecordsBackfill.name },
] as const;

export type Lane = (typeof LANES)[number];
