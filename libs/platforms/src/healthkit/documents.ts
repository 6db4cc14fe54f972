import { mappingsFor, recordIdOf, type MetricId, type RecordType } from '@tributary/contracts';
import { isAbsent, isNumber, isScalar, listOf, numberOf, objectOf, textOf, type JsonObject } from '../reading/json.js';
import { midnightOf } from '../reading/zone.js';
import { snakeCase } from '../mapping/codes.js';
import { sealEvent } from '../mapping/document.js';
import type { Header } from '../mapping/seal.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { readHeader, readSource, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'end', endRequired: false };

/** The metric that stands for a type as a whole. */
export function metricOfType(type: RecordType): MetricId {
  const metric = mappingsFor('healthkit', type.id).find(({ sourceField }) => sourceField === null)?.metric;
  if (metric === undefined || metric === null) throw new Error(`${type.id} has no mapping`);
  return metric;
}

/** Facts of opaque payloads that are worth a look without opening them: key of the record → attribute. */
const PEEKS: readonly (readonly [attribute: string, read: (raw: JsonObject) => unknown])[] = [
  ['beats', (raw) => (Array.isArray(raw['heartbeats']) ? raw['heartbeats'].length : null)],
  ['points', (raw) => (Array.isArray(raw['sensitivityPoints']) ? listOf(raw['sensitivityPoints']).length : null)],
  ['clinical_type', (raw) => textOf(raw['clinicalType'])],
  ['resource_type', (raw) => textOf(objectOf(raw['fhirResource'])['resourceType'])],
  ['resource_id', (raw) => textOf(objectOf(raw['fhirResource'])['identifier'])],
];

/** Types whose payload is a document or a structure without one value: kept as sent, found by type and time. */
export function opaqueFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  return function mapOpaque(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const peeks = PEEKS.map(([name, read]) => [name, read(raw)] as const).filter(([, value]) => value !== null);
    return sealEvent(header, raw, scope, {
      type: metric,
      value: textOf(raw['displayName']),
      attributes: { ...attributesOf(metadataOf(raw), scope), ...Object.fromEntries(peeks) },
      opaque: true,
    });
  };
}

/** Header of a fact that has no time of its own: it holds since it was received, and the newest statement wins. */
export function statedHeader(
  raw: JsonObject,
  rawType: string,
  scope: RecordScope,
  window?: { startMs: number; endMs: number },
): Header {
  const source = readSource(raw, scope);
  const stated = window ?? { startMs: scope.batch.receivedMs, endMs: scope.batch.receivedMs };
  return {
    rawType,
    rawId: null,
    ...stated,
    startOffsetMinutes: null,
    endOffsetMinutes: null,
    timeZone: null,
    sourceId: source.id,
    recordingMethod: 'unknown',
    flags: source.isKnown ? [] : ['source_unknown'],
    clientRecordId: null,
    client: null,
    modifiedMs: scope.batch.receivedMs,
    ...(window === undefined && { timeless: true }),
  };
}

const DAY_MS = 86_400_000;

/** `dateYear`, `dateMonth`, `dateDay` as UTC midnight of that date. */
function readDay(raw: JsonObject): number | Refusal {
  for (const key of ['dateYear', 'dateMonth', 'dateDay']) {
    if (isAbsent(raw[key])) return missing(key);
    if (!isNumber(raw[key])) return wrongKind(key, 'a number');
  }
  const [year, month, day] = [numberOf(raw['dateYear']), numberOf(raw['dateMonth']), numberOf(raw['dateDay'])];
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= 1900 ? date.getTime() : new Refusal('time_invalid', 'dateDay', 'There is no such date.');
}

/** The rings of one local day. Identity is the day; the sums are those of samples that arrive themselves. */
export function activitySummaryFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  return function mapActivitySummary(raw, scope) {
    const midnight = readDay(raw);
    if (midnight instanceof Refusal) return midnight;
    const zone = scope.batch.deviceTimeZone;
    const window = { startMs: midnightOf(zone, midnight), endMs: midnightOf(zone, midnight + DAY_MS) };
    const date = new Date(midnight).toISOString().slice(0, 10);
    const numbers = Object.entries(raw)
      .filter(([key, value]) => isNumber(value) && !key.startsWith('date'))
      .map(([key, value]) => [snakeCase(key), value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return sealEvent(statedHeader(raw, type.id, scope, window), raw, scope, {
      type: metric,
      attributes: { date, ...Object.fromEntries(numbers) },
      id: recordIdOf('healthkit', `activity-summary-${date}`),
      opaque: true,
    });
  };
}

/** An entry of the medication list: a snapshot without uuid and time. Identity is the concept. */
export function medicationFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  return function mapMedication(raw, scope) {
    const medication = objectOf(raw['medication']);
    const concept = medication['identifier'];
    if (concept === undefined || concept === null) return missing('medication.identifier');
    if (typeof concept !== 'string') return wrongKind('medication.identifier', 'text');
    const facts = {
      is_archived: raw['isArchived'],
      has_schedule: raw['hasSchedule'],
      nickname: raw['nickname'],
      general_form: medication['generalForm'],
    };
    return sealEvent(statedHeader(raw, type.id, scope), raw, scope, {
      type: metric,
      value: textOf(medication['displayText']),
      attributes: Object.fromEntries(Object.entries(facts).filter(([, value]) => isScalar(value))),
      // The slash makes the id one that is hashed: concepts are long archives.
      id: recordIdOf('healthkit', `medication/${concept}`),
      opaque: true,
    });
  };
}
