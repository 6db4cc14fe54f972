import { METRIC_IDS, METRIC_ROWS } from './data/metrics.js';

export { METRIC_IDS };

/** Id of a metric: lower snake case, part of the public contract. */
export type MetricId = (typeof METRIC_IDS)[number];

export type MetricGroup =
  | 'activity'
  | 'body'
  | 'clinical'
  | 'environment'
  | 'heart'
  | 'medication'
  | 'mind'
  | 'mobility'
  | 'nutrition'
  | 'performance'
  | 'profile'
  | 'reproductive'
  | 'self_care'
  | 'sleep'
  | 'symptom'
  | 'vitals'
  | 'workout';

/** What may be computed over a window. `leq`: the energy average of sound levels. `none`: nothing. */
export type Aggregation = 'sum' | 'avg' | 'min' | 'max' | 'last' | 'leq' | 'count' | 'duration' | 'none';

export type MetricKind = 'instantaneous' | 'series' | 'cumulative' | 'interval' | 'event' | 'session' | 'attribute';

/**
 * How several sources become one value: `sweep` time line cut at every boundary, best source per piece; `pooled` added
 * over all sources unless a rule names the metric; `best_source` the best source per bucket; `none` not resolved
 * (events, attributes, structures).
 */
export type Resolution = 'sweep' | 'pooled' | 'best_source' | 'none';

export interface Metric {
  readonly id: MetricId;
  readonly group: MetricGroup;
  /** UCUM; null where the value is a code, a date or a structure. */
  readonly unit: string | null;
  /** Dimension of `unit` in the conversion table: `mass`, `energy`, `temperature_delta`, …; a rate is not an amount. */
  readonly dimension: string | null;
  readonly kind: MetricKind;
  readonly aggregation: readonly Aggregation[];
  readonly valueType: 'number' | 'code' | 'date' | 'structure';
  /** Inclusive, in `unit`. Outside, a value is garbage: quarantined, not stored as a value. */
  readonly hardMin: number | null;
  readonly hardMax: number | null;
  /** Inclusive, in `unit`. Outside, a value is flagged. */
  readonly softMin: number | null;
  readonly softMax: number | null;
  /** What the soft bounds apply to: one sample, or the sum of the local day. */
  readonly softScope: 'sample' | 'day' | null;
  /** LOINC code where public material gives one. */
  readonly loinc: string | null;
  /** IEEE 11073-10101 codes by what they stand for. */
  readonly mdc?: Readonly<Record<string, number>>;
  /** Canonical codes of a metric whose value is a code (also the classification of an ECG, the status of a dose). */
  readonly values?: readonly string[];
  /** Of an event that is counted: the values that count, the others are none; absent: every event counts. */
  readonly counted?: readonly string[];
  readonly resolution: Resolution;
  /** The aggregation whose value a daily summary serves; null: the metric is not in daily summaries. */
  readonly summary: Exclude<Aggregation, 'none'> | null;
  /** A watch writes it every few seconds during a workout, or it comes as samples of a series record. */
  readonly dense: boolean;
  readonly note?: string;
  readonly source: string;
}

/** Every metric, grouped as in the public table. */
export const METRICS: readonly Metric[] = METRIC_ROWS;

/** Lookup for ids that come from outside. */
export const METRIC_BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

export const isMetricId = (value: unknown): value is MetricId => typeof value === 'string' && METRIC_BY_ID.has(value);

/** The row of a metric whose id the compiler knows. */
export function metricOf(id: MetricId): Metric {
  const metric = METRIC_BY_ID.get(id);
  if (metric === undefined) throw new Error(`No metric ${id}`);
  return metric;
}

const RATE_DIMENSIONS: ReadonlySet<string> = new Set(['rate', 'speed', 'power', 'energy_rate', 'met', 'flow']);

/**
 * Hours that a sample may last (api: longest windows): amounts and rates belong to a day at most, a stage of sleep to a
 * session, a reading that stands for a period (a week's burden) to a month.
 */
export function longestSampleHours({ kind, valueType, dimension }: Metric): number {
  if (kind === 'cumulative' || kind === 'series' || RATE_DIMENSIONS.has(dimension ?? '')) return 24;
  return valueType === 'code' ? 48 : 31 * 24;
}
