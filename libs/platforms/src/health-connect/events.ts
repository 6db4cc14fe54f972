import { sportFor, type CanonicalSample, type RecordType } from '@tributary/contracts';
import { isAbsent, isScalar, textOf, type JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { readCode } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import type { Header } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal } from '../record-result.js';
import { attributePlanOf, eventRowOf, readAttributes } from './attributes.js';
import { ownFieldsOf, readOwnField, type ValueField } from './fields.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthConnectMapper } from './mapper.js';

/** A plan lies in the future, the end of an event may. */
const ruleOf = (type: RecordType): HeaderRule => ({
  shape: type.status === 'platform_flagged' ? 'either' : type.timeShape === 'instant' ? 'instant' : 'interval',
  maxSpanMs: MAX_SPAN_MS.unlimited,
  ahead: type.family === 'planned_workout' ? 'whole' : 'end',
});

const MINUTE_MS = 60_000;

interface Meaning {
  readonly value: string | number | boolean | null;
  readonly raw: string | number | boolean | null;
}

/** How the value of an event is read, by what its mapping row says. */
function meaningOf(type: RecordType): (raw: JsonObject, header: Header, scope: RecordScope) => Meaning | Refusal {
  const row = eventRowOf(type.id);
  const field = row?.sourceField ?? null;
  if (row === undefined || field === null) return () => ({ value: 'present', raw: null });
  if (row.valueFrom === 'duration')
    return (_raw, header) => ({ value: (header.endMs - header.startMs) / MINUTE_MS, raw: null });
  const codes = row.valueMap ?? {};
  return (raw, _header, scope) => {
    const sent = raw[field];
    if (isAbsent(sent)) return missing(field);
    const scalar = isScalar(sent) ? sent : null;
    const code = row.valueTable === 'sports' ? readSport(scalar) : readCode(codes, scalar);
    if (!code.known) scope.warnings.add('code_unknown', field);
    return { value: code.value, raw: scalar };
  };
}

function readSport(sent: string | number | boolean | null): {
  value: string | number | boolean | null;
  known: boolean;
} {
  if (typeof sent !== 'number' && typeof sent !== 'string') return { value: sent, known: false };
  const { sport, known } = sportFor('health_connect', sent);
  return { value: known ? sport : sent, known };
}

/** Values beside the event (the day of the cycle); one that is broken is left out with a warning. */
function readValues(
  raw: JsonObject,
  fields: readonly ValueField[],
  header: Header,
  scope: RecordScope,
): CanonicalSample[] {
  return fields.flatMap((own) => {
    if (isAbsent(raw[own.field])) return [];
    const sample = readOwnField(raw, own, own.plan.metric, header, scope);
    if (!(sample instanceof Refusal)) return [sample];
    scope.warnings.add('series_sample_rejected', own.field);
    return [];
  });
}

/** Cycle data, mindfulness, symptoms, plans: what is said is a code, a length, or the record itself. */
export function eventFamily(type: RecordType): HealthConnectMapper {
  const row = eventRowOf(type.id);
  if (row === undefined) throw new Error(`${type.id} has no mapping to an event`);
  const rule = ruleOf(type);
  const readMeaning = meaningOf(type);
  const attributes = attributePlanOf(type.id);
  const fields = ownFieldsOf(type.id);
  return function mapEvent(raw, scope) {
    const header = readHeader(raw, type.id, rule, scope);
    if (header instanceof Refusal) return header;
    const meaning = readMeaning(raw, header, scope);
    if (meaning instanceof Refusal) return meaning;
    const values = readValues(raw, fields, header, scope);
    return sealEvent(header, raw, scope, {
      type: row.metric,
      value: meaning.value,
      rawValue: meaning.raw,
      attributes: { ...readAttributes(raw, attributes, scope), ...amountsOf(values) },
      opaque: type.keptRawBecause !== null,
      values,
    });
  };
}

/** Value of each metric in its unit. */
const amountsOf = (samples: readonly CanonicalSample[]): Record<string, number> =>
  Object.fromEntries(samples.map(({ metric, value }) => [metric, value] as const));

/** A meal: an event named after the food, and its nutrients. The library writes absent nutrients as all zeros. */
export function nutritionFamily(type: RecordType): HealthConnectMapper {
  const fields = ownFieldsOf(type.id);
  const attributes = attributePlanOf(type.id, ['name']);
  const rule: HeaderRule = { shape: 'interval', maxSpanMs: MAX_SPAN_MS.day, ahead: 'never' };
  return function mapNutrition(raw, scope) {
    const header = readHeader(raw, type.id, rule, scope);
    if (header instanceof Refusal) return header;
    const values = readValues(raw, fields, header, scope).filter(({ value }) => value !== 0);
    return sealEvent(header, raw, scope, {
      type: 'food_entry',
      value: textOf(raw['name']),
      attributes: { ...readAttributes(raw, attributes, scope), ...amountsOf(values) },
      values,
    });
  };
}
