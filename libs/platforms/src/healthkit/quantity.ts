import {
  type CanonicalRecord,
  type CanonicalSample,
  type RecordType,
  mappingsFor,
  metricOf,
} from '@tributary/contracts';
import { isAbsent, isObject, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample, type SentValue } from '../mapping/sample.js';
import { sealSamples } from '../mapping/seal.js';
import { valuePlanOf, type ValuePlan } from '../mapping/value-plan.js';
import { maxSpanOf } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { sampleAttributesOf } from './metadata.js';

/** `{quantity, unit}` on the record itself, `value` and `unitString` as aliases, or the pair nested under `quantity`. */
export function readQuantity(raw: JsonObject): SentValue | Refusal {
  const valuePath = isAbsent(raw['quantity']) && !isAbsent(raw['value']) ? 'value' : 'quantity';
  const pair = raw[valuePath];
  return isObject(pair) ? readPair(pair, `${valuePath}.`) : readPair(raw, '');
}

function readPair(raw: JsonObject, prefix: string): SentValue | Refusal {
  const unit = raw['unit'] ?? raw['unitString'];
  if (isAbsent(unit)) return missing(`${prefix}unit`);
  const unitPath = prefix + (isAbsent(raw['unit']) ? 'unitString' : 'unit');
  if (typeof unit !== 'string') return wrongKind(unitPath, 'text');
  const value = raw['quantity'] ?? raw['value'];
  const valuePath = prefix + (isAbsent(raw['quantity']) && !isAbsent(raw['value']) ? 'value' : 'quantity');
  if (isAbsent(value)) return missing(valuePath);
  return typeof value === 'number' ? { value, unit, valuePath, unitPath } : wrongKind(valuePath, 'a number');
}

/** The value of a quantity in the canonical unit of its metric. */
export function readValue(
  raw: JsonObject,
  plan: ValuePlan,
  window: { readonly startMs: number; readonly endMs: number },
  scope: RecordScope,
): CanonicalSample | Refusal {
  const sent = readQuantity(raw);
  return sent instanceof Refusal ? sent : createSample(plan, '', window, sent, scope.batch.platform);
}

/** Quantity types: one value of one metric. A member of a correlation inherits the source of the whole. */
export type QuantityMapper = (
  raw: JsonObject,
  scope: RecordScope,
  inherited?: JsonObject,
) => CanonicalRecord[] | Refusal;

export function createQuantityMapper(type: RecordType): QuantityMapper {
  const mapping = mappingsFor('healthkit', type.id).find(({ sourceField }) => sourceField === 'quantity');
  if (mapping?.metric === undefined || mapping.metric === null)
    throw new Error(`${type.id} has no mapping of its quantity`);
  const plan = valuePlanOf(mapping, mapping.metric);
  const rule: HeaderRule = { maxSpanMs: maxSpanOf(metricOf(mapping.metric)), ahead: 'never', endRequired: false };
  return function mapQuantity(raw, scope, inherited) {
    const header = readHeader(raw, type.id, rule, scope, inherited);
    if (header instanceof Refusal) return header;
    const sample = readValue(raw, plan, header, scope);
    return sample instanceof Refusal ? sample : [sealSamples(header, scope, [sample], sampleAttributesOf(raw, scope))];
  };
}

export const quantityFamily = (type: RecordType): HealthKitMapper => createQuantityMapper(type);
