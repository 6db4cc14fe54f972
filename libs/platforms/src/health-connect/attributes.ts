import { mappingsFor, metricOf, type Mapping, type SampleAttributes } from '@tributary/contracts';
import { boundedAttributes } from '../mapping/attributes.js';
import { isAbsent, isScalar, textOf, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { readCode, snakeCase } from '../mapping/codes.js';

/** Facts beside the value of an event, by the mapping rows of its type. */
export interface AttributePlan {
  readonly codes: readonly (Mapping & { readonly attribute: string; readonly sourceField: string })[];
  /** Fields taken as they are: names, notes, counts. */
  readonly plain: readonly string[];
}

const isAttributeRow = (row: Mapping): row is Mapping & { attribute: string; sourceField: string } =>
  row.targetKind === 'attribute' && row.attribute !== null && row.sourceField !== null;

/** `elsewhere` names fields that have a place of their own in the canonical record. */
export function attributePlanOf(type: string, elsewhere: readonly string[] = []): AttributePlan {
  const rows = mappingsFor('health_connect', type).filter(
    ({ sourceField }) => sourceField !== null && !sourceField.includes('[') && !elsewhere.includes(sourceField),
  );
  return {
    codes: rows.filter(isAttributeRow),
    plain: rows.flatMap(({ targetKind, sourceField }) =>
      (targetKind === 'text' || targetKind === 'structure') && sourceField !== null ? [sourceField] : [],
    ),
  };
}

/** Canonical codes where the table knows them; absent fields and empty texts are left out. */
export function readAttributes(raw: JsonObject, plan: AttributePlan, scope: RecordScope): Record<string, unknown> {
  const attributes: [string, unknown][] = [];
  for (const { attribute, sourceField, valueMap } of plan.codes) {
    const sent = raw[sourceField];
    if (isAbsent(sent) || !isScalar(sent)) continue;
    const code = valueMap === null ? { value: sent, known: true } : readCode(valueMap, sent);
    if (!code.known) scope.warnings.add('code_unknown', sourceField);
    attributes.push([attribute, code.value]);
  }
  for (const field of plan.plain) {
    const sent = typeof raw[field] === 'string' ? textOf(raw[field]) : raw[field];
    if (isScalar(sent)) attributes.push([snakeCase(field), sent]);
  }
  return Object.fromEntries(attributes);
}

const isSilent = ({ codes, plain }: AttributePlan): boolean => codes.length === 0 && plain.length === 0;

/** What a record says beside its values; undefined for most types. */
export const sampleAttributesOf = (
  raw: JsonObject,
  plan: AttributePlan,
  scope: RecordScope,
): SampleAttributes | undefined => (isSilent(plan) ? undefined : boundedAttributes(readAttributes(raw, plan, scope)));

/** The row that makes a type an event: a metric that is not resolved from samples. */
export const eventRowOf = (type: string): (Mapping & { metric: NonNullable<Mapping['metric']> }) | undefined =>
  mappingsFor('health_connect', type).find(
    (row): row is Mapping & { metric: NonNullable<Mapping['metric']> } =>
      row.targetKind === 'metric' && row.metric !== null && metricOf(row.metric).resolution === 'none',
  );
