import { mappingsFor, recordTypeFor, type Platform } from '@tributary/contracts';
import { DENSE_METRICS } from '@tributary/store';

/** Metrics whose chunks can hold samples of a record type; all dense ones where the type is not told. */
export const metricsOfType = (platform: Platform, recordType: string | null): readonly string[] => {
  if (recordType === null) return DENSE_METRICS;
  const id = recordTypeFor(platform, recordType)?.id ?? recordType;
  return [...new Set(mappingsFor(platform, id).flatMap(({ metric }) => (metric === null ? [] : [metric as string])))];
};
