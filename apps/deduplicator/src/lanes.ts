import { TOPICS } from '@tributary/contracts';

/** Live and backfill stay apart up to the database: a group and a consumer each, so that history never delays live data. */
export const LANES = [
  { name: 'live', topic: TOPICS.canonicalRecords.name },
  { name: 'backfill', topic: TOPICS.canonicalRecordsBackfill.name },
] as const;
