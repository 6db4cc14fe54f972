import { METRIC_BY_ID, METRICS, type RecordId, type RecordVersion } from '@tributary/contracts';

/**
 * Whether a record has an entry in the registry from its first version on. HealthKit never changes a sample in place
 * (an edit is a delete and a new uuid), so the dense ones go without: their chunk's id column finds them on a delete.
 * A sync version announces edits, so those are registered.
 */
export const isRegistered = (id: RecordId, version: RecordVersion, metric: string): boolean =>
  !id.startsWith('hk-') || version.client !== null || METRIC_BY_ID.get(metric)?.dense !== true;

/** Metrics that have records without an entry. */
export const DENSE_METRICS: readonly string[] = METRICS.filter(({ dense }) => dense).map(({ id }) => id);
