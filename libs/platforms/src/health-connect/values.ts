import { metricOf, type CanonicalRecord, type CanonicalSample, type RecordType } from '@tributary/contracts';
import { isAbsent, type JsonObject } from '../reading/json.js';
import { codeOf } from '../mapping/codes.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { createSample } from '../mapping/sample.js';
import { sealSamples, type Header } from '../mapping/seal.js';
import { valuePlanOf } from '../mapping/value-plan.js';
import { maxSpanOf, MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { attributePlanOf, sampleAttributesOf } from './attributes.js';
import { ownFieldsOf, readOwnField, valueRowsOf, type ValueField } from './fields.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthConnectMapper } from './mapper.js';

/** The header rule of a type of values: an amount has a day at most, a reading one time. */
export const valueRuleOf = (type: RecordType, fields: readonly ValueField[]): HeaderRule => ({
  shape: type.status === 'platform_flagged' ? 'either' : type.timeShape === 'instant' ? 'instant' : 'interval',
  maxSpanMs: Math.min(MAX_SPAN_MS.unlimited, ...fields.map(({ plan }) => maxSpanOf(metricOf(plan.metric)))),
  ahead: 'never',
});

/** Types with values in fields of their own: one, all of a group (blood pressure), or those of several that are there. */
export function valuesFamily(type: RecordType): HealthConnectMapper {
  const fields = ownFieldsOf(type.id);
  const [only] = fields;
  if (only === undefined) return durationFamily(type);
  const rule = valueRuleOf(type, fields);
  const isGroup = type.family === 'correlation';
  const attributes = attributePlanOf(type.id);
  return function mapValues(raw, scope) {
    const header = readHeader(raw, type.id, rule, scope);
    if (header instanceof Refusal) return header;
    const samples =
      fields.length === 1 ? readOne(raw, only, header, scope) : readSeveral(raw, fields, isGroup, header, scope);
    return samples instanceof Refusal
      ? samples
      : [sealSamples(header, scope, samples, sampleAttributesOf(raw, attributes, scope))];
  };
}

function readOne(raw: JsonObject, only: ValueField, header: Header, scope: RecordScope): CanonicalSample[] | Refusal {
  const sample = readOwnField(raw, only, '', header, scope);
  return sample instanceof Refusal ? sample : [sample];
}

/** One sample per field; the metric tells them apart. */
function readSeveral(
  raw: JsonObject,
  fields: readonly ValueField[],
  allRequired: boolean,
  header: Header,
  scope: RecordScope,
): CanonicalSample[] | Refusal {
  const samples: CanonicalSample[] = [];
  for (const own of fields) {
    if (!allRequired && isAbsent(raw[own.field])) continue;
    const sample = readOwnField(raw, own, own.plan.metric, header, scope);
    if (sample instanceof Refusal) return sample;
    samples.push(sample);
  }
  return samples.length > 0 ? samples : missing(fields[0]?.field ?? '');
}

const MINUTE_MS = 60_000;

/** Types whose value is their length, of a metric that a code of the record chooses. */
function durationFamily(type: RecordType): HealthConnectMapper {
  const rows = valueRowsOf(type.id).filter((row) => row.valueFrom === 'duration' && row.when !== null);
  const plans = new Map(
    rows.flatMap((row) =>
      Object.entries(row.when ?? {}).map(([key, code]) => [`${key}=${code}`, valuePlanOf(row, row.metric)] as const),
    ),
  );
  const field = Object.keys(rows[0]?.when ?? {})[0] ?? '';
  const rule: HeaderRule = { shape: 'interval', maxSpanMs: MAX_SPAN_MS.day, ahead: 'never' };
  return function mapDuration(raw, scope): readonly CanonicalRecord[] | Refusal {
    const header = readHeader(raw, type.id, rule, scope);
    if (header instanceof Refusal) return header;
    const code = codeOf(raw[field]);
    if (isAbsent(code)) return missing(field);
    const plan = typeof code === 'number' ? plans.get(`${field}=${code}`) : undefined;
    if (plan === undefined) return wrongKind(field, 'a code that names a metric');
    const sent = {
      value: (header.endMs - header.startMs) / MINUTE_MS,
      unit: plan.unit,
      valuePath: 'endTime',
      unitPath: 'endTime',
    };
    const sample = createSample(plan, '', header, sent, scope.batch.platform);
    return sample instanceof Refusal ? sample : [sealSamples(header, scope, [sample])];
  };
}
