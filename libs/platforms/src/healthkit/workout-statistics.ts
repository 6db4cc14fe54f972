import {
  convert,
  mappingsFor,
  metricOf,
  RECORD_TYPES,
  type Mapping,
  type MetricId,
  type WorkoutStatistic,
} from '@tributary/contracts';
import { isAbsent, isNumber, isObject, objectOf, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample } from '../mapping/sample.js';
import type { Interval } from '@tributary/contracts';
import { valuePlanOf, type ValuePlan } from '../mapping/value-plan.js';
import { Refusal } from '../record-result.js';
import { readQuantity } from './quantity.js';
import { healthKitTypeId } from './record-type.js';

const WORKOUT = 'HKWorkoutTypeIdentifier';

/** Seconds of `duration`: a plain number up to 8.x, else `{quantity, unit}`; null where it says nothing usable. */
export function readSeconds(duration: number | JsonObject, scope: RecordScope): number | null {
  const sent = typeof duration === 'number' ? { value: duration, unit: 's' } : readQuantity(duration);
  const seconds =
    sent instanceof Refusal
      ? null
      : convert(sent.value, sent.unit, 'min', { dimension: 'time', platform: 'healthkit' });
  if (isNumber(seconds) && seconds >= 0) return sent instanceof Refusal ? null : exactSeconds(sent, seconds);
  scope.warnings.add('series_sample_rejected', 'duration');
  return null;
}

/** Seconds as sent where they are seconds: minutes and back would lose the last digits. */
const exactSeconds = (sent: { value: number; unit: string }, minutes: number): number =>
  sent.unit === 's' ? sent.value : minutes * 60;

const isMetricRow = (row: Mapping): row is Mapping & { metric: MetricId } => row.metric !== null;
const plansBy = (rows: readonly Mapping[], key: (row: Mapping) => string): ReadonlyMap<string, ValuePlan> =>
  new Map(rows.filter(isMetricRow).map((row) => [key(row), valuePlanOf(row, row.metric)]));

/** Type identifier → plan of its values. */
const quantityPlans = plansBy(
  RECORD_TYPES.filter((type) => type.platform === 'healthkit' && type.family === 'quantity')
    .flatMap((type) => mappingsFor('healthkit', type.id))
    .filter((row) => row.sourceField === 'quantity'),
  (row) => row.sourceType,
);
const workoutRows = mappingsFor('healthkit', WORKOUT).filter((row) => row.sourceUnit !== null);
const METADATA = 'metadata.';
const totalPlans = plansBy(
  workoutRows.filter((row) => row.sourceField?.startsWith('total') === true),
  (row) => row.sourceField ?? '',
);
const metadataPlans = plansBy(
  workoutRows.filter((row) => row.sourceField?.startsWith(METADATA) === true),
  (row) => (row.sourceField ?? '').slice(METADATA.length),
);

type Field = 'value' | 'avg' | 'min' | 'max';
const PARTS: readonly (readonly [key: string, field: Field])[] = [
  ['sumQuantity', 'value'],
  ['averageQuantity', 'avg'],
  ['minimumQuantity', 'min'],
  ['maximumQuantity', 'max'],
];

interface Reading {
  readonly window: Interval;
  readonly scope: RecordScope;
}

/** The value of a `{quantity, unit}` pair; a broken one is left out with a warning, the workout stays. */
function readPart(pair: unknown, plan: ValuePlan, path: string, { window, scope }: Reading): number | null {
  if (isAbsent(pair)) return null;
  const sent = isObject(pair) ? readQuantity(pair) : null;
  const sample = sent === null || sent instanceof Refusal ? sent : createSample(plan, '', window, sent, 'healthkit');
  if (sample !== null && !(sample instanceof Refusal)) return sample.value;
  scope.warnings.add('series_sample_rejected', path);
  return null;
}

function readStatistic(raw: JsonObject, plan: ValuePlan, path: string, reading: Reading): WorkoutStatistic | null {
  const values = PARTS.flatMap(([key, field]) => {
    const value = readPart(raw[key], plan, `${path}.${key}`, reading);
    return value === null ? [] : [[field, value] as const];
  });
  return values.length === 0 ? null : { unit: plan.unit, ...Object.fromEntries(values) };
}

/** Field of a total: an amount is a value, a rate that stands for the whole workout its average. */
const fieldOf = (metric: MetricId): Field => (metricOf(metric).kind === 'series' ? 'avg' : 'value');

function readTotals(
  raw: JsonObject,
  metadata: ReadonlyMap<string, unknown>,
  reading: Reading,
): Map<string, WorkoutStatistic> {
  const found = new Map<string, WorkoutStatistic>();
  const add = (plan: ValuePlan, pair: unknown, path: string): void => {
    const value = readPart(pair, plan, path, reading);
    if (value !== null) found.set(plan.metric, { unit: plan.unit, [fieldOf(plan.metric)]: value });
  };
  for (const [key, plan] of totalPlans) add(plan, raw[key], key);
  for (const [key, plan] of metadataPlans) add(plan, metadata.get(key), METADATA + key);
  return found;
}

const DISTANCE = 'distance_';

/**
 * `distance` is the sum of the distances of all activities; they stand beside it by name only where there are several.
 */
function addDistance(found: Map<string, WorkoutStatistic>): void {
  const parts = [...found].filter(([metric, { value }]) => metric.startsWith(DISTANCE) && value !== undefined);
  if (parts.length === 0) return;
  found.set('distance', {
    unit: metricOf('distance').unit ?? 'm',
    value: parts.reduce((sum, [, { value }]) => sum + (value ?? 0), 0),
  });
  if (parts.length === 1) for (const [metric] of parts) found.delete(metric);
}

/** Statistics by metric id: totals and metadata of the workout, and the attached statistics, which win over them. */
export function readStatistics(
  raw: JsonObject,
  metadata: ReadonlyMap<string, unknown>,
  window: Interval,
  scope: RecordScope,
): Record<string, WorkoutStatistic> {
  const reading = { window, scope };
  const found = readTotals(raw, metadata, reading);
  const path = isAbsent(raw['statistics']) ? 'allStatistics' : 'statistics';
  const attached = new Map<string, WorkoutStatistic>();
  for (const [type, item] of Object.entries(objectOf(raw[path]))) {
    const plan = quantityPlans.get(healthKitTypeId(type));
    if (plan === undefined) scope.warnings.add('code_unknown', path);
    else {
      const statistic = readStatistic(objectOf(item), plan, `${path}.${healthKitTypeId(type)}`, reading);
      if (statistic !== null) attached.set(plan.metric, statistic);
    }
  }
  addDistance(attached);
  return Object.fromEntries([...found, ...attached].sort(([a], [b]) => (a < b ? -1 : 1)));
}
