import type { AttributeValue, SampleAttributes } from '@tributary/contracts';
import { isNumber, isObject, isScalar } from '../reading/json.js';

/** A chunk holds thousands of samples, so what stands beside a value is short; longer texts stay in the raw record. */
const MAX_TEXT = 256;
const MAX_ATTRIBUTES = 32;

/** A scalar, or a quantity with its unit; undefined for everything else. */
function bounded(value: unknown): AttributeValue | undefined {
  if (isScalar(value)) return typeof value === 'string' && value.length > MAX_TEXT ? undefined : value;
  if (!isObject(value)) return undefined;
  const { value: number, unit } = value;
  if (!isNumber(number)) return undefined;
  return { value: number, unit: typeof unit === 'string' && unit.length <= MAX_TEXT ? unit : null };
}

/** Attributes that may stand beside a sample, in order of their ids; undefined where there is none. */
export function boundedAttributes(attributes: Readonly<Record<string, unknown>>): SampleAttributes | undefined {
  const kept = Object.entries(attributes)
    .flatMap(([id, value]) => {
      const short = id.length > MAX_TEXT ? undefined : bounded(value);
      return short === undefined ? [] : [[id, short] as const];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_ATTRIBUTES);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
