import { type RecordType } from '@tributary/contracts';
import { isAbsent, isScalar, textOf } from '../reading/json.js';
import { sealEvent } from '../mapping/document.js';
import { MAX_SPAN_MS } from '../mapping/window.js';
import { missing, Refusal } from '../record-result.js';
import { metricOfType } from './documents.js';
import { numbersOf, readEnum } from './ecg.js';
import { readHeader, type HeaderRule } from './header.js';
import type { HealthKitMapper } from './mapper.js';
import { attributesOf, metadataOf } from './metadata.js';

const RULE: HeaderRule = { maxSpanMs: MAX_SPAN_MS.unlimited, ahead: 'end', endRequired: false };

const TEXTS = {
  unit: 'unit',
  scheduledDate: 'scheduled_date',
  medicationDisplayText: 'medication',
  medicationConceptIdentifier: 'medication_concept',
} as const;
const NUMBERS = { doseQuantity: 'dose_quantity', scheduledDoseQuantity: 'scheduled_dose_quantity' } as const;

/** A dose taken, skipped or not answered: what became of it is the value. A skipped dose has no quantity. */
export function medicationDoseFamily(type: RecordType): HealthKitMapper {
  const metric = metricOfType(type);
  return function mapMedicationDose(raw, scope) {
    const header = readHeader(raw, type.id, RULE, scope);
    if (header instanceof Refusal) return header;
    const status = raw['logStatus'];
    if (isAbsent(status)) return missing('logStatus');
    const schedule = readEnum(raw, 'scheduleType', 'MedicationDoseEventScheduleType', scope);
    const texts = Object.entries(TEXTS).flatMap(([key, name]) => {
      const text = textOf(raw[key]);
      return text === null ? [] : [[name, text] as const];
    });
    return sealEvent(header, raw, scope, {
      type: metric,
      value: readEnum(raw, 'logStatus', 'MedicationDoseEventLogStatus', scope),
      rawValue: isScalar(status) ? status : null,
      attributes: {
        ...attributesOf(metadataOf(raw), scope),
        ...Object.fromEntries(texts),
        ...numbersOf(raw, NUMBERS),
        ...(schedule === null ? {} : { schedule_type: schedule }),
      },
    });
  };
}
