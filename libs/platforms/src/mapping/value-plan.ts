import {
  convert,
  dimensionsOfUnit,
  metricOf,
  type FlagId,
  type Mapping,
  type MetricId,
  type Platform,
} from '@tributary/contracts';
import { Refusal } from '../record-result.js';
import { suspicionsOf, type Suspicion } from './suspicions.js';

/** How values of one metric are read from one field of one type: a row of the mapping table with its metric's bounds. */
export interface ValuePlan {
  readonly metric: MetricId;
  readonly unit: string;
  readonly dimension: string;
  /** Unit for which `factor` and `offset` hold. */
  readonly sourceUnit: string;
  readonly factor: number;
  readonly offset: number;
  readonly hardMin: number;
  readonly hardMax: number;
  readonly softMin: number;
  readonly softMax: number;
  readonly suspicions: readonly Suspicion[];
}

export function valuePlanOf(mapping: Mapping, id: MetricId): ValuePlan {
  const metric = metricOf(id);
  const unit = mapping.targetUnit ?? metric.unit ?? '';
  return {
    metric: id,
    unit,
    dimension: metric.dimension ?? '',
    sourceUnit: mapping.sourceUnit ?? unit,
    factor: mapping.factor ?? 1,
    offset: mapping.offset ?? 0,
    hardMin: metric.hardMin ?? -Number.MAX_VALUE,
    hardMax: metric.hardMax ?? Number.MAX_VALUE,
    // A part of a day may be as small as it likes, but none is more than the whole day.
    softMin: (metric.softScope === 'sample' ? metric.softMin : null) ?? -Infinity,
    softMax: metric.softMax ?? Infinity,
    suspicions: suspicionsOf(metric),
  };
}

/** A unit text longer than this is no unit; the longest real one, molar glucose, has 26 characters. */
const MAX_UNIT_LENGTH = 64;

/** Digits that a double keeps of any decimal. */
const DIGITS = 15;

/** A conversion leaves noise in the last bits (0.57 × 100 is 56.99999999999999); what was sent was decimal. */
const withoutNoise = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));

/** The value in the metric's unit, or why the unit cannot be used. */
export function inMetricUnit(
  plan: ValuePlan,
  value: number,
  unit: string,
  platform: Platform,
  unitPath: string,
): number | Refusal {
  if (unit === plan.sourceUnit)
    return plan.factor === 1 && plan.offset === 0 ? value : withoutNoise(value * plan.factor + plan.offset);
  if (unit.length > MAX_UNIT_LENGTH)
    return new Refusal('unit_unknown', unitPath, 'The unit is in no conversion table.');
  const converted = convert(value, unit, plan.unit, { dimension: plan.dimension, platform });
  if (converted !== null) return converted === value ? value : withoutNoise(converted);
  return dimensionsOfUnit(unit).size === 0
    ? new Refusal('unit_unknown', unitPath, 'The unit is in no conversion table.')
    : new Refusal('unit_mismatch', unitPath, `The unit does not measure ${plan.metric}.`);
}

/** Hard bounds are inclusive; NaN is outside. */
export const isPlausible = (plan: ValuePlan, value: number): boolean => value >= plan.hardMin && value <= plan.hardMax;

export const implausible = (plan: ValuePlan, path: string): Refusal =>
  new Refusal('value_implausible', path, `Outside ${plan.hardMin} to ${plan.hardMax} ${plan.unit} of ${plan.metric}.`);

/** Flags of a plausible value; undefined where there is nothing to say, which is nearly always. */
export function flagsOf(plan: ValuePlan, value: number, spanMs: number): FlagId[] | undefined {
  let flags: FlagId[] | undefined;
  if (value < plan.softMin || value > plan.softMax) flags = ['out_of_soft_bounds'];
  for (const { flag, applies } of plan.suspicions) if (applies(value, spanMs)) (flags ??= []).push(flag);
  return flags;
}
