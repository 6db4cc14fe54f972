import type { CanonicalRecord, UserKey } from '@tributary/contracts';

/** A workout, sleep session or event as recorded: collection `recordings`, key = record id. */
export interface Recording {
  readonly u: UserKey;
  readonly kind: 'workout' | 'sleep' | 'event';
  /** Metric id, sport or raw identifier: what lists filter by. */
  readonly type: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly record: CanonicalRecord;
  readonly revision: number;
  readonly batchId: string;
  readonly deviceTimeZone: string | null;
}
