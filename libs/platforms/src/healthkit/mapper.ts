import { RECORD_TYPES, type CanonicalRecord, type RecordFamily, type RecordType } from '@tributary/contracts';
import type { JsonObject } from '../reading/json.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import type { PlatformMapper } from '../registry.js';
import { Refusal } from '../record-result.js';
import { categoryFamily } from './category.js';
import { characteristicFamily } from './characteristic.js';
import { correlationFamily } from './correlation.js';
import { activitySummaryFamily, medicationFamily, opaqueFamily } from './documents.js';
import { ecgFamily } from './ecg.js';
import { medicationDoseFamily } from './medication-dose.js';
import { quantityFamily } from './quantity.js';
import { healthKitTypeId, readType } from './record-type.js';
import { scoredAssessmentFamily } from './scored-assessment.js';
import { stateOfMindFamily } from './state-of-mind.js';
import { mapUnknown } from './unknown.js';
import { workoutFamily } from './workout.js';

export type HealthKitMapper = (raw: JsonObject, scope: RecordScope) => readonly CanonicalRecord[] | Refusal;

/** One row per family: how its types are read. */
const FAMILIES: Partial<Record<RecordFamily, (type: RecordType) => HealthKitMapper>> = {
  quantity: quantityFamily,
  category: categoryFamily,
  correlation: correlationFamily,
  workout: workoutFamily,
  ecg: ecgFamily,
  state_of_mind: stateOfMindFamily,
  medication_dose: medicationDoseFamily,
  medication: medicationFamily,
  scored_assessment: scoredAssessmentFamily,
  characteristic: characteristicFamily,
  activity_summary: activitySummaryFamily,
  series: opaqueFamily,
  audiogram: opaqueFamily,
  vision_prescription: opaqueFamily,
  clinical: opaqueFamily,
  document: opaqueFamily,
};

/** Every name of a type → its mapper. */
const mappers = new Map<string, HealthKitMapper>();
for (const type of RECORD_TYPES) {
  const family = type.platform === 'healthkit' ? FAMILIES[type.family] : undefined;
  if (family === undefined) continue;
  const mapper = family(healthKitTypeId(type.id) === type.id ? type : { ...type, id: healthKitTypeId(type.id) });
  for (const name of [type.id, ...type.aliases]) mappers.set(name, mapper);
}

/** HealthKit as the React Native bridges send it, versions 8 to 16. */
export const healthKitMapper: PlatformMapper = {
  typeId: healthKitTypeId,
  map(raw, scope) {
    const type = readType(raw);
    if (type instanceof Refusal) return type;
    const mapper = mappers.get(type.name);
    return mapper === undefined ? mapUnknown(raw, type, scope) : mapper(raw, scope);
  },
};
