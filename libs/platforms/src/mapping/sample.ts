import type { CanonicalSample, FlagId, Platform } from '@tributary/contracts';
import { type Refusal } from '../record-result.js';
import { flagsOf, implausible, inMetricUnit, isPlausible, type ValuePlan } from './value-plan.js';

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** A number and its unit as sent, with the paths they stand under. */
export interface SentValue {
  readonly value: number;
  readonly unit: string;
  readonly valuePath: string;
  readonly unitPath: string;
}

/** A sample in the canonical unit, or why the value is refused. What was sent is kept where it reads differently. */
export function createSample(
  plan: ValuePlan,
  part: string,
  window: Window,
  sent: SentValue,
  platform: Platform,
): CanonicalSample | Refusal {
  const value = inMetricUnit(plan, sent.value, sent.unit, platform, sent.unitPath);
  if (typeof value !== 'number') return value;
  if (!isPlausible(plan, value)) return implausible(plan, sent.valuePath);
  const flags = flagsOf(plan, value, window.endMs - window.startMs);
  const sample: { -readonly [K in keyof CanonicalSample]: CanonicalSample[K] } = {
    part,
    metric: plan.metric,
    startMs: window.startMs,
    endMs: window.endMs,
    value,
  };
  if (sent.value !== value) sample.rawValue = sent.value;
  if (sent.unit !== plan.unit) sample.rawUnit = sent.unit;
  if (flags !== undefined) sample.flags = flags satisfies readonly FlagId[];
  return sample;
}
