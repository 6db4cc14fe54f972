import { METRIC_BY_ID, type Metric } from '@tributary/contracts';
import { invalidQuery } from './query-error.js';

/** @throws RequestFailure `query_invalid` for a metric that the catalog does not have. */
export function knownMetric(id: string): Metric {
  const metric = METRIC_BY_ID.get(id);
  if (!metric) throw invalidQuery('metric', 'is not in the metric catalog');
  return metric;
}
