import { mappingsFor, metricOf, type CanonicalSample, type Mapping, type MetricId } from '@tributary/contracts';
import type { JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample } from '../mapping/sample.js';
import type { Header } from '../mapping/seal.js';
import { valuePlanOf, type ValuePlan } from '../mapping/value-plan.js';
import { Refusal } from '../record-result.js';
import { fieldShapeOf, readField, type FieldShape } from './unit-object.js';

/** A field of a type that holds a value of a metric. */
export interface ValueField {
  readonly field: string;
  readonly plan: ValuePlan;
  readonly shape: FieldShape;
}

export type MetricMapping = Mapping & { readonly metric: MetricId };

/** Rows whose metric is resolved from samples; the others are events, sessions and pieces of them. */
const isValueRow = (row: Mapping): row is MetricMapping =>
  row.targetKind === 'metric' &&
  row.metric !== null &&
  metricOf(row.metric).valueType === 'number' &&
  metricOf(row.metric).resolution !== 'none';

export const valueRowsOf = (type: string): readonly MetricMapping[] =>
  mappingsFor('health_connect', type).filter(isValueRow);

/** How a value is read from the last step of a row's path. */
export function valueFieldOf(row: MetricMapping, field: string): ValueField {
  const plan = valuePlanOf(row, row.metric);
  return { field, plan, shape: fieldShapeOf(plan.dimension, plan.sourceUnit) };
}

/** Fields of the record itself, in the order of the table. */
export const ownFieldsOf = (type: string): readonly ValueField[] =>
  valueRowsOf(type).flatMap((row) =>
    row.sourceField === null || /[[.+]/.test(row.sourceField) || row.valueFrom !== null
      ? []
      : [valueFieldOf(row, row.sourceField)],
  );

/** The sample of one field of the record. */
export function readOwnField(
  raw: JsonObject,
  own: ValueField,
  part: string,
  header: Header,
  scope: RecordScope,
): CanonicalSample | Refusal {
  const sent = readField(raw[own.field], own.shape, own.field, scope.batch.native);
  return sent instanceof Refusal ? sent : createSample(own.plan, part, header, sent, scope.batch.platform);
}
