import { mappingsFor, METRICS, recordTypeFor, type Platform } from '@tributary/contracts';

export const DENSE_METRICS = METRICS.filter((metric) => metric.dense).map((metric) => metric.id as string);

/** Metrics whose chunks can hold samples of a record type; all dense ones where the type is not told. */
export const metricsOfType = (platform: Platform, recordType: string | null): string[] => {
  if (recordType === null) return DENSE_METRICS;
  const id = recordTypeFor(platform, recordType)?.id ?? recordType;
  return [...new Set(mappingsFor(platform, id).flatMap(({ metric }) => (metric === null ? [] : [metric as string])))];
};
