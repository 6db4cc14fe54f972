import {
  RECORD_TYPES,
  recordTypeFor,
  type CanonicalRecord,
  type RecordFamily,
  type RecordType,
} from '@tributary/contracts';
import { isAbsent, isScalar, isTypeName, nameOf, type JsonObject } from '../reading/json.js';
import { sealEvent } from '../mapping/document.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal, wrongKind } from '../record-result.js';
import type { PlatformMapper } from '../registry.js';
import { eventFamily, nutritionFamily } from './events.js';
import { exerciseFamily } from './exercise.js';
import { readHeader, type HeaderRule } from './header.js';
import { seriesFamily } from './series.js';
import { sleepFamily } from './sleep.js';
import { valuesFamily } from './values.js';

export type HealthConnectMapper = (raw: JsonObject, scope: RecordScope) => readonly CanonicalRecord[] | Refusal;

/** One row per family: how its types are read. */
const FAMILIES: Partial<Record<RecordFamily, (type: RecordType) => HealthConnectMapper>> = {
  quantity: valuesFamily,
  correlation: valuesFamily,
  series: seriesFamily,
  category: eventFamily,
  planned_workout: eventFamily,
  nutrition: nutritionFamily,
  sleep: sleepFamily,
  workout: exerciseFamily,
};

/** Every name of a type → its mapper. */
const mappers = new Map<string, HealthConnectMapper>();
for (const type of RECORD_TYPES) {
  const family = type.platform === 'health_connect' ? FAMILIES[type.family] : undefined;
  if (family === undefined) continue;
  const mapper = family(type);
  for (const name of [type.id, ...type.aliases]) mappers.set(name, mapper);
}

const UNKNOWN_RULE: HeaderRule = { shape: 'either', maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'end' };

/** A type that no table has: kept raw, with its value if it has a plain one. */
function mapUnknown(
  raw: JsonObject,
  name: string,
  path: string,
  scope: RecordScope,
): readonly CanonicalRecord[] | Refusal {
  const header = readHeader(raw, name, UNKNOWN_RULE, scope);
  if (header instanceof Refusal) return header;
  scope.warnings.add('record_type_unknown', path);
  const value = raw['value'] ?? raw['quantity'];
  return sealEvent(header, raw, scope, { type: name, value: isScalar(value) ? value : null, opaque: true });
}

const TYPE_NAMES = ['recordType', 'type'] as const;

/** Health Connect as `react-native-health-connect` sends it, versions 1 to 4. The type must be named: fields do not tell. */
export const healthConnectMapper: PlatformMapper = {
  typeId: (name) => recordTypeFor('health_connect', name)?.id ?? name,
  map(raw, scope) {
    const name = raw['recordType'] ?? raw['type'];
    if (isAbsent(name)) return missing('recordType');
    const path = nameOf(raw, TYPE_NAMES);
    if (!isTypeName(name)) return wrongKind(path, 'the name of a record type');
    const mapper = mappers.get(name);
    return mapper === undefined ? mapUnknown(raw, name, path, scope) : mapper(raw, scope);
  },
};
