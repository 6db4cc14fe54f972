import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import {
  METRICS,
  type CounterId,
  type GaugeId,
  type HistogramId,
  type LabelsOf,
  type MetricId,
  type MetricRow,
} from './metric-names.js';

/** The metrics of one process. Durations are given in seconds. */
export interface Metrics {
  count<Id extends CounterId>(id: Id, labels: LabelsOf<Id>, by?: number): void;
  set<Id extends GaugeId>(id: Id, labels: LabelsOf<Id>, value: number): void;
  /** Forgets one series of a gauge, so that a partition that moved away leaves no stale value. */
  clear<Id extends GaugeId>(id: Id, labels: LabelsOf<Id>): void;
  observe<Id extends HistogramId>(id: Id, labels: LabelsOf<Id>, value: number): void;
  /** Runs before each scrape, for gauges whose value is computed when asked. */
  beforeScrape(refresh: () => void): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/**
 * Metrics of a service on an own registry (several services can live in one test process); every series carries
 * `service`. Process and event-loop metrics of prom-client come along.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, prefix: 'tributary_' });
  const { counters, gauges, histograms } = registerTable(registry);
  const refreshers: (() => void)[] = [];
  return {
    count: (id, labels, by = 1) => counters.get(id)?.inc(labels, by),
    set: (id, labels, value) => gauges.get(id)?.set(labels, value),
    clear: (id, labels) => gauges.get(id)?.remove(labels),
    observe: (id, labels, value) => histograms.get(id)?.observe(labels, value),
    beforeScrape: (refresh) => void refreshers.push(refresh),
    text: () => {
      for (const refresh of refreshers) refresh();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

function registerTable(registry: Registry) {
  const counters = new Map<MetricId, Counter>();
  const gauges = new Map<MetricId, Gauge>();
  const histograms = new Map<MetricId, Histogram>();
  for (const [id, row] of Object.entries(METRICS) as [MetricId, MetricRow][]) {
    const { name, help } = row;
    const settings = { name, help, labelNames: [...row.labels], registers: [registry] };
    if (row.type === 'counter') counters.set(id, new Counter(settings));
    else if (row.type === 'gauge') gauges.set(id, new Gauge(settings));
    else histograms.set(id, new Histogram({ ...settings, buckets: [...(row.buckets ?? [])] }));
  }
  return { counters, gauges, histograms };
}
