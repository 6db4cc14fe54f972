import { RECORD_TYPES, type CanonicalRecord, type RecordType } from '@tributary/contracts';
import { isObject, textOf, type JsonObject } from '../reading/json.js';
import { sealEvent } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import { metricOfType } from './documents.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';
import { createQuantityMapper, type QuantityMapper } from './quantity.js';
import { readType } from './record-type.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.day, ahead: 'never', endRequired: false };

const isMember = (patterns: readonly string[], id: string): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern));

/** Mappers of the types that may be members of a correlation. */
const membersOf = (patterns: readonly string[]): ReadonlyMap<string, QuantityMapper> =>
  new Map(
    RECORD_TYPES.filter(
      (row) => row.platform === 'healthkit' && row.family === 'quantity' && isMember(patterns, row.id),
    ).map((row) => [row.id, createQuantityMapper(row)]),
  );

/** The members and the path of their list; `samples` is an alias. */
function readObjects(raw: JsonObject): { list: readonly unknown[]; path: string } | Refusal {
  const path = raw['objects'] === undefined || raw['objects'] === null ? 'samples' : 'objects';
  const list = raw[path];
  if (list === undefined || list === null) return missing('objects');
  return Array.isArray(list) ? { list, path } : wrongKind(path, 'an array');
}

function mapMember(
  member: unknown,
  whole: JsonObject,
  members: ReadonlyMap<string, QuantityMapper>,
  scope: RecordScope,
): CanonicalRecord | Refusal {
  if (!isObject(member)) return wrongKind('', 'an object');
  const type = readType(member);
  if (type instanceof Refusal) return type;
  const mapper = members.get(type.name);
  if (mapper === undefined) return wrongKind(type.path, 'a type that belongs to the correlation');
  const mapped = mapper(member, scope, whole);
  return mapped instanceof Refusal ? mapped : (mapped[0] ?? missing(''));
}

export function correlationFamily(type: RecordType): HealthKitMapper {
  return type.id === 'HKCorrelationTypeIdentifierFood' ? foodMapper(type) : bloodPressureMapper(type);
}

/** Two members with uuids of their own: they are the records, the correlation adds nothing. */
function bloodPressureMapper(type: RecordType): HealthKitMapper {
  const members = membersOf(type.members ?? []);
  return function mapBloodPressure(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const objects = readObjects(raw);
    if (objects instanceof Refusal) return objects;
    const records: CanonicalRecord[] = [];
    for (const [at, member] of objects.list.entries()) {
      const record = mapMember(member, raw, members, scope);
      if (record instanceof Refusal) return record.under(`${objects.path}[${at}]`);
      records.push(record);
    }
    const types = new Set(records.map((record) => record.rawType));
    return types.size === members.size && records.length === members.size
      ? records
      : new Refusal('payload_invalid', objects.path, 'Must hold one systolic and one diastolic sample.');
  };
}

/** A meal: an event with its nutrients as attributes, and every nutrient as the record it also is by itself. */
function foodMapper(type: RecordType): HealthKitMapper {
  const members = membersOf(type.members ?? []);
  const metric = metricOfType(type);
  return function mapFood(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const objects = readObjects(raw);
    if (objects instanceof Refusal) return objects;
    const records: CanonicalRecord[] = [];
    for (const [at, member] of objects.list.entries()) {
      const record = mapMember(member, raw, members, scope);
      if (record instanceof Refusal) scope.warnings.add('series_sample_rejected', `${objects.path}[${at}]`);
      else records.push(record);
    }
    const metadata = metadataOf(raw);
    const event = sealEvent(header, raw, scope, {
      type: metric,
      value: textOf(metadata.get('HKFoodType')),
      attributes: { ...attributesOf(metadata, scope), ...nutrientsOf(records) },
    });
    return event instanceof Refusal ? event : [...event, ...records];
  };
}

/** Amount of each nutrient in the unit of its metric. */
function nutrientsOf(records: readonly CanonicalRecord[]): Record<string, number> {
  const amounts = records.flatMap(({ content }) => (content.kind === 'samples' ? content.samples : []));
  return Object.fromEntries(
    amounts.map(({ metric, value }) => [metric, value] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
