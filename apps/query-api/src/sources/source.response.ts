import { isMetricId, toInstant, type MetricId, type SourceView } from '@tributary/contracts';
import type { StoredSource } from '@tributary/store';

/** A session of sleep is kept under its kind. */
const SLEEP: MetricId = 'sleep_session';

/** Catalog ids of what a source recorded; a type that the tables do not know has none. */
const metricsOf = ({ metrics }: StoredSource): MetricId[] =>
  metrics
    .map((id) => (id === 'sleep' ? SLEEP : id))
    .filter(isMetricId)
    .sort();

/** A source as the API shows it. */
export const toSourceView = (id: string, source: StoredSource): SourceView => ({
  id,
  app: source.app,
  device: source.device,
  recordingMethods: source.recordingMethods as SourceView['recordingMethods'],
  metrics: metricsOf(source),
  firstSeen: toInstant(source.firstMs),
  lastSeen: toInstant(source.lastMs),
});
