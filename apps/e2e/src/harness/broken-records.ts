/** What a record is refused for, where in it, and the record. */
type Broken = readonly [code: string, path: string, record: unknown];

const START = '2026-10-20T06:00:00.000Z';
const SOURCE = {
  source: { name: 'Phone', bundleIdentifier: 'com.apple.health.B' },
  productType: 'iPhone17,1',
};
let made = 0;
const base = (fields: object): object => ({
  uuid: `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`,
  startDate: START,
  endDate: START,
  metadata: { HKTimeZone: 'Europe/Berlin' },
  sourceRevision: SOURCE,
  ...fields,
});

const quantity =
  (type: string, value: number, unit: string) =>
  (fields: object = {}): object =>
    base({ quantityType: `HKQuantityTypeIdentifier${type}`, quantity: value, unit, ...fields });
/** One that is right: ten steps in the minute of that number. */
export const goodRecord = (minute: number): object => {
  const startMs = Date.parse('2026-10-20T00:00:00.000Z') + minute * 60_000;
  const [startDate, endDate] = [startMs, startMs + 60_000].map((ms) => new Date(ms).toISOString());
  return steps({ startDate, endDate });
};

const steps = quantity('StepCount', 10, 'count');
const heartRate = quantity('HeartRate', 60, 'count/min');
const weight = quantity('BodyMass', 70, 'kg');
const oxygen = quantity('OxygenSaturation', 0.97, '%');
const systolic = quantity('BloodPressureSystolic', 120, 'mmHg');
const diastolic = quantity('BloodPressureDiastolic', 80, 'mmHg');
const headache = (fields: object): object => base({ categoryType: 'HKCategoryTypeIdentifierHeadache', ...fields });
const asleep = (fields: object): object =>
  base({ categoryType: 'HKCategoryTypeIdentifierSleepAnalysis', value: 4, ...fields });
const workout = (fields: object): object => base({ workoutActivityType: 37, ...fields });
const pressure = (fields: object): object =>
  base({ correlationType: 'HKCorrelationTypeIdentifierBloodPressure', ...fields });
const typed = (recordType: string, fields: object = {}): object => base({ recordType, ...fields });

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
/** Stands for a number that no double holds, which JavaScript cannot write. */
export const TOO_LARGE_A_NUMBER = '1e400, as a number';

/** What nobody can tell the type of. */
const SHAPELESS: readonly Broken[] = [
  ['payload_invalid', '', null],
  ['payload_invalid', '', 'steps'],
  ['payload_invalid', '', 7],
  ['payload_invalid', '', true],
  ['payload_invalid', '', []],
  ['payload_invalid', '', {}],
  ['payload_invalid', '', { __type: 'NativeState<Workout>', routes: [] }],
  ['payload_invalid', 'recordType', base({})],
  ['payload_invalid', 'recordType', base({ recordType: 7 })],
  ['payload_invalid', 'quantityType', steps({ quantityType: '' })],
  ['payload_invalid', 'quantityType', steps({ quantityType: 'x'.repeat(513) })],
  ['payload_invalid', 'quantityType', steps({ quantityType: ['HKQuantityTypeIdentifierStepCount'] })],
  ['payload_invalid', 'quantityType', steps({ recordType: 'HKQuantityTypeIdentifierHeartRate' })],
  ['payload_invalid', 'sampleType.identifier', steps({ sampleType: { identifier: 'HKQuantityTypeIdentifierHeight' } })],
  ['payload_invalid', 'type', { type: 'steps', startTime: START, recordId: 'steps-2026-10-20', frequency: 'daily' }],
];

/** A required field that is missing or of a wrong kind. */
const VALUES: readonly Broken[] = [
  ['payload_invalid', 'startDate', steps({ startDate: undefined })],
  ['payload_invalid', 'startDate', steps({ startDate: null })],
  ['payload_invalid', 'quantity', steps({ quantity: undefined })],
  ['payload_invalid', 'quantity', steps({ quantity: null })],
  ['payload_invalid', 'quantity', steps({ quantity: '10' })],
  ['payload_invalid', 'quantity', steps({ quantity: true })],
  ['payload_invalid', 'quantity', steps({ quantity: [10] })],
  ['payload_invalid', 'quantity.unit', steps({ quantity: { quantity: 10 } })],
  ['payload_invalid', 'quantity.quantity', steps({ quantity: { quantity: '10', unit: 'count' } })],
  ['payload_invalid', 'value', steps({ quantity: undefined, value: '10' })],
  ['payload_invalid', 'unit', steps({ unit: undefined })],
  ['payload_invalid', 'unit', steps({ unit: null })],
  ['payload_invalid', 'unit', steps({ unit: 1 })],
  ['payload_invalid', 'unitString', steps({ unit: null, unitString: 1 })],
  ['payload_invalid', 'uuid', steps({ uuid: 7 })],
  ['payload_invalid', 'uuid', steps({ uuid: 'x'.repeat(513) })],
  ['payload_invalid', 'id', steps({ uuid: undefined, id: {} })],
  ['payload_invalid', 'value', headache({})],
  ['payload_invalid', 'value', headache({ value: null })],
  ['payload_invalid', 'value', headache({ value: 1.5 })],
  ['payload_invalid', 'value', headache({ value: 'strong' })],
  ['payload_invalid', 'value', headache({ value: true })],
  ['payload_invalid', 'categoryValue', headache({ categoryValue: 1.5 })],
  ['payload_invalid', 'endDate', asleep({ endDate: undefined })],
  ['payload_invalid', 'value', asleep({ value: undefined })],
];

/** The same of records that have a structure. */
const STRUCTURES: readonly Broken[] = [
  ['payload_invalid', 'workoutActivityType', typed('HKWorkout')],
  ['payload_invalid', 'workoutActivityType', workout({ workoutActivityType: 1.5 })],
  ['payload_invalid', 'workoutActivityType', workout({ workoutActivityType: {} })],
  ['payload_invalid', 'workoutActivityType', workout({ workoutActivityType: 'x'.repeat(65) })],
  ['payload_invalid', 'endDate', workout({ endDate: undefined })],
  ['payload_invalid', 'objects', pressure({})],
  ['payload_invalid', 'objects', pressure({ objects: 'two' })],
  ['payload_invalid', 'objects', pressure({ objects: [] })],
  ['payload_invalid', 'objects', pressure({ objects: [systolic()] })],
  ['payload_invalid', 'objects', pressure({ objects: [systolic(), systolic()] })],
  ['payload_invalid', 'objects[0]', pressure({ objects: [null, diastolic()] })],
  ['payload_invalid', 'objects[1].quantityType', pressure({ objects: [systolic(), heartRate()] })],
  ['payload_invalid', 'objects[0].quantity', pressure({ objects: [systolic({ quantity: null }), diastolic()] })],
  ['payload_invalid', 'objects[1].quantity', pressure({ objects: [systolic(), diastolic({ quantity: '80' })] })],
  ['payload_invalid', 'objects[1].unit', pressure({ objects: [systolic(), diastolic({ unit: null })] })],
  ['payload_invalid', 'samples', pressure({ samples: 'two' })],
  ['payload_invalid', 'objects', base({ correlationType: 'HKCorrelationTypeIdentifierFood' })],
  ['payload_invalid', 'classification', typed('HKElectrocardiogramType')],
  ['payload_invalid', 'valence', typed('HKStateOfMindType', { valence: '0.5' })],
  ['payload_invalid', 'logStatus', typed('HKMedicationDoseEvent')],
  ['payload_invalid', 'score', typed('HKScoredAssessmentTypeIdentifierGAD7', { score: '5' })],
  ['payload_invalid', 'medication.identifier', { recordType: 'HKUserAnnotatedMedicationTypeIdentifier' }],
  ['payload_invalid', 'value', { recordType: 'HKCharacteristicTypeIdentifierBloodType' }],
  ['payload_invalid', 'value', { recordType: 'HKCharacteristicTypeIdentifierBiologicalSex', value: 'female' }],
  ['payload_invalid', 'dateMonth', { dateYear: 2026, dateDay: 20 }],
];

const TIMES: readonly Broken[] = [
  ['time_invalid', 'startDate', steps({ startDate: 'yesterday' })],
  ['time_invalid', 'startDate', steps({ startDate: '2026-10-20' })],
  ['time_invalid', 'startDate', steps({ startDate: '2026-10-20T06:00:00' })],
  ['time_invalid', 'startDate', steps({ startDate: 1_792_476_000 })],
  ['time_invalid', 'startDate', steps({ startDate: '1792476000' })],
  ['time_invalid', 'startDate', steps({ startDate: '2026-02-30T06:00:00Z' })],
  ['time_invalid', 'startDate', steps({ startDate: '2026-10-20T25:61:00Z' })],
  ['time_invalid', 'startDate', steps({ startDate: '2026-10-20T06:00:00+25:00' })],
  ['time_invalid', 'startDate', steps({ startDate: {} })],
  ['time_invalid', 'endDate', steps({ endDate: 'tomorrow' })],
  ['time_invalid', 'endDate', steps({ endDate: 0 })],
  ['time_invalid', 'start', steps({ startDate: undefined, start: 'noon' })],
  ['time_invalid', 'dateTo', steps({ endDate: undefined, dateTo: 'noon' })],
  ['time_invalid', 'value', { recordType: 'HKCharacteristicTypeIdentifierDateOfBirth', value: '1990-02-31' }],
  ['time_invalid', 'dateDay', { dateYear: 2026, dateMonth: 2, dateDay: 30 }],
  ['time_window_invalid', 'startDate', steps({ endDate: '2026-10-20T05:59:59.999Z' })],
  ['time_window_invalid', 'endDate', steps({ endDate: '2026-10-21T06:00:00.001Z' })],
  ['time_window_invalid', 'endDate', heartRate({ endDate: '2026-10-21T06:00:01Z' })],
  ['time_window_invalid', 'endDate', asleep({ endDate: '2026-10-22T06:00:01Z' })],
  ['time_window_invalid', 'endDate', workout({ endDate: '2026-10-27T06:00:01Z' })],
  ['time_implausible', 'startDate', steps({ startDate: '1899-12-31T23:59:59Z', endDate: '1899-12-31T23:59:59Z' })],
  ['time_implausible', 'startDate', steps({ startDate: inHours(30), endDate: inHours(30) })],
  ['time_implausible', 'endDate', steps({ startDate: inHours(10), endDate: inHours(30) })],
];

const UNITS_AND_BOUNDS: readonly Broken[] = [
  ['unit_unknown', 'unit', steps({ unit: 'furlong' })],
  ['unit_unknown', 'unit', steps({ unit: 'x'.repeat(100) })],
  ['unit_mismatch', 'unit', steps({ unit: 'kg' })],
  ['unit_mismatch', 'unit', steps({ unit: 'count/min' })],
  ['unit_mismatch', 'unit', heartRate({ unit: 'count' })],
  ['value_implausible', 'quantity', steps({ quantity: -1 })],
  ['value_implausible', 'quantity', weight({ quantity: 0 })],
  ['value_implausible', 'quantity', oxygen({ quantity: 97 })],
  ['value_implausible', 'quantity', steps({ quantity: TOO_LARGE_A_NUMBER })],
  ['value_implausible', 'objects[1].quantity', pressure({ objects: [systolic(), diastolic({ quantity: 9000 })] })],
  ['record_too_large', '', headache({ value: 2, metadata: { note: 'x'.repeat(9_000_000) } })],
  ['record_too_large', '', headache({ value: 2, metadata: { note: nested(100) } })],
];

/** A hundred records of HealthKit, each broken in a way of its own; codes and paths after the failure codes of the API. */
export const BROKEN_RECORDS: readonly Broken[] = [
  ...SHAPELESS,
  ...VALUES,
  ...STRUCTURES,
  ...TIMES,
  ...UNITS_AND_BOUNDS,
];
