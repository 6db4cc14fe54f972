import { toInstant } from '@tributary/contracts';
import type { Window } from '../life/life.js';
import type { WireRecord } from '../wire.js';
import type { HealthkitSource } from './devices.js';

/** Shapes of react-native-healthkit, 16 line: absent fields are left out, dates have three fraction digits, uuids are upper case. */
interface Sample extends Window {
  /** Lower case; written in upper case. */
  readonly uuid: string;
  readonly source: HealthkitSource;
  readonly metadata?: WireRecord;
}

function base(identifier: string, { uuid, source, metadata, startMs, endMs }: Sample): WireRecord {
  return {
    sampleType: {
      identifier,
      allowsRecalibrationForEstimates: false,
      isMinimumDurationRestricted: false,
      isMaximumDurationRestricted: false,
    },
    startDate: toInstant(startMs),
    endDate: toInstant(endMs),
    hasUndeterminedDuration: false,
    metadata: metadata ?? {},
    uuid: uuid.toUpperCase(),
    sourceRevision: source.sourceRevision,
    ...(source.device === undefined ? {} : { device: source.device }),
  };
}

/** A value of `HKQuantityTypeIdentifier<type>`. */
export function quantitySample(
  sample: Sample & { readonly type: string; readonly quantity: number; readonly unit: string },
): WireRecord {
  const quantityType = `HKQuantityTypeIdentifier${sample.type}`;
  return { quantityType, quantity: sample.quantity, unit: sample.unit, ...base(quantityType, sample) };
}

/** A code of `HKCategoryTypeIdentifier<type>`. */
export function categorySample(sample: Sample & { readonly type: string; readonly value: number }): WireRecord {
  const categoryType = `HKCategoryTypeIdentifier${sample.type}`;
  return { categoryType, value: sample.value, ...base(categoryType, sample) };
}

/** A workout after `toJSON()`, with routes and statistics as the app adds them. */
export const workoutSample = (sample: Sample & { readonly fields: WireRecord }): WireRecord => ({
  ...sample.fields,
  ...base('HKWorkoutTypeIdentifier', sample),
});
