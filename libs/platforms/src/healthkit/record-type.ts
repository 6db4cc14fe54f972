import { recordTypeFor } from '@tributary/contracts';
import { isAbsent, isTypeName, objectOf, type JsonObject } from '../reading/json.js';
import { missing, Refusal, wrongKind } from '../record-result.js';

/** The name of a record's type and the key that gave it. */
export interface NamedType {
  readonly name: string;
  readonly path: string;
}

/** Keys that name the type, in the order in which they are read. */
const TYPE_NAMES = ['recordType', 'quantityType', 'categoryType', 'correlationType'] as const;

/** Types without a name are known by a key that only they have. */
const STRUCTURES: readonly (readonly [key: string, type: string])[] = [
  ['workoutActivityType', 'HKWorkoutTypeIdentifier'],
  ['heartbeats', 'HKDataTypeIdentifierHeartbeatSeries'],
  ['numberOfVoltageMeasurements', 'HKDataTypeIdentifierElectrocardiogram'],
  ['valence', 'HKDataTypeStateOfMind'],
  ['logStatus', 'HKMedicationDoseEventTypeIdentifierMedicationDoseEvent'],
  ['dateYear', 'HKActivitySummaryTypeIdentifier'],
];

/** Bridge 15.1 renamed a type whose raw identifier did not change. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['HKCategoryTypeIdentifierEnvironmentalAudioExposureEvent', 'HKCategoryTypeIdentifierAudioExposureEvent'],
]);

/** The raw identifier of a type by any of its names; a name that no table has stays as it is. */
export function healthKitTypeId(name: string): string {
  const id = recordTypeFor('healthkit', name)?.id ?? name;
  return RENAMED.get(id) ?? id;
}

const CONFLICT = 'Two keys name different types.';

/** The type a record names. Quantity samples, which are nearly all records, take the first line. */
export function readType(raw: JsonObject): NamedType | Refusal {
  const first = TYPE_NAMES.find((key) => !isAbsent(raw[key]));
  if (first === undefined) return readOtherType(raw);
  const name = raw[first];
  if (!isTypeName(name)) return wrongKind(first, 'the identifier of a type');
  for (const key of TYPE_NAMES) {
    const other = raw[key];
    if (key === first || isAbsent(other) || other === name) continue;
    if (typeof other !== 'string' || healthKitTypeId(other) !== healthKitTypeId(name))
      return new Refusal('payload_invalid', key, CONFLICT);
  }
  const sampleType = objectOf(raw['sampleType'])['identifier'];
  if (typeof sampleType === 'string' && sampleType !== name && isConflict(sampleType, name))
    return new Refusal('payload_invalid', 'sampleType.identifier', CONFLICT);
  return { name, path: first };
}

/** The system's own string for a type is not always one the tables have; only two known types contradict each other. */
const isConflict = (a: string, b: string): boolean =>
  recordTypeFor('healthkit', a) !== undefined &&
  recordTypeFor('healthkit', b) !== undefined &&
  healthKitTypeId(a) !== healthKitTypeId(b);

function readOtherType(raw: JsonObject): NamedType | Refusal {
  const sampleType = objectOf(raw['sampleType'])['identifier'];
  const structure = STRUCTURES.find(([key]) => !isAbsent(raw[key]));
  const clinical = raw['clinicalType'];
  if (isTypeName(sampleType)) {
    const isKnown = recordTypeFor('healthkit', sampleType) !== undefined;
    if (isKnown || structure === undefined) return { name: sampleType, path: 'sampleType.identifier' };
  }
  if (structure !== undefined) return { name: structure[1], path: structure[0] };
  if (isTypeName(clinical)) return { name: clinical, path: 'clinicalType' };
  const last = raw['type'];
  if (isTypeName(last)) return isDayTotal(raw) ? DAY_TOTAL : { name: last, path: 'type' };
  return isSpreadProxy(raw) ? SPREAD_PROXY : missing('recordType');
}

/** A native background sync posts totals of days under ids it makes up. */
const isDayTotal = (raw: JsonObject): boolean =>
  !isAbsent(raw['frequency']) && !isAbsent(raw['recordId']) && isAbsent(raw['uuid']);
const DAY_TOTAL = new Refusal('payload_invalid', 'type', 'Totals of a day with made-up ids are not HealthKit records.');

const OWN_ADDITIONS: ReadonlySet<string> = new Set([
  '__type',
  'routes',
  'workoutRoutes',
  'route',
  'statistics',
  'allStatistics',
  'workoutPlan',
  'plan',
]);

/** A spread copy of a workout proxy has nothing of the workout: its getters live on the prototype. */
const isSpreadProxy = (raw: JsonObject): boolean => Object.keys(raw).every((key) => OWN_ADDITIONS.has(key));
const SPREAD_PROXY = new Refusal('payload_invalid', '', 'The record is empty: call toJSON() before copying.');
