import { toInstant, type AggregateView, type Metric } from '@tributary/contracts';
import type { AggregateBucket } from '@tributary/resolution';
import { unitOf } from '@tributary/store';

/** A wall-clock time, without offset. */
const toClock = (localMs: number): string => new Date(localMs).toISOString().slice(0, -1);

const MEANS_NOTHING_AS_MEAN = 'leq';

/** What can be said of samples; levels in decibel have no arithmetic mean. */
function statisticsOf(bucket: AggregateBucket, metric: Metric): Partial<AggregateView> {
  if (!('count' in bucket)) return {};
  const { count, min, max, avg } = bucket;
  return {
    count,
    ...(min !== null && { min }),
    ...(max !== null && { max }),
    ...(avg !== null && metric.summary !== MEANS_NOTHING_AS_MEAN && { avg }),
  };
}

/** A bucket as the API shows it; statistics that make no sense for the metric are absent. */
export function toAggregateView(bucket: AggregateBucket, metric: Metric, isLocal: boolean): AggregateView {
  const { startMs, endMs, value, sources } = bucket;
  const time = isLocal ? toClock : toInstant;
  return {
    start: time(startMs),
    end: time(endMs),
    value,
    unit: unitOf(metric.id),
    ...statisticsOf(bucket, metric),
    ...(metric.aggregation.includes('sum') && value !== null && { sum: value }),
    ...(metric.aggregation.includes('count') && value !== null && { count: value }),
    sources: sources.map((share) => ({ ...share })),
  };
}
