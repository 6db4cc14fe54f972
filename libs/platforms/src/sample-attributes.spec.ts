import type { CanonicalSample, Platform } from '@tributary/contracts';
import { createNormalizer } from './normalizer.js';

const open = (platform: Platform) =>
  createNormalizer({ platform, receivedMs: Date.parse('2026-10-20T18:00:00Z'), deviceTimeZone: 'Europe/Berlin' });

/** Samples and warnings of one record. */
function mapped(platform: Platform, raw: unknown) {
  const result = open(platform).record(raw, 0);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  const samples = result.records.flatMap(({ content }): readonly CanonicalSample[] =>
    content.kind === 'samples' ? content.samples : [],
  );
  return { samples, warnings: result.warnings, hash: result.records[0]?.version.hash };
}

const healthKit = (quantityType: string, quantity: number, unit: string, fields: object = {}) => ({
  quantityType: `HKQuantityTypeIdentifier${quantityType}`,
  uuid: 'A',
  startDate: '2026-10-20T05:00:00.000Z',
  quantity,
  unit,
  sourceRevision: { source: { name: 'Watch', bundleIdentifier: 'com.apple.health.A' } },
  ...fields,
});

const healthConnect = (recordType: string, fields: object) => ({
  recordType,
  time: '2026-10-20T05:00:00Z',
  metadata: { id: 'a', dataOrigin: 'com.example.app' },
  ...fields,
});

const LEVEL = { inMillimolesPerLiter: 5 };
const PRESSURES = { systolic: { inMillimetersOfMercury: 120 }, diastolic: { inMillimetersOfMercury: 80 } };
const WARM = { temperature: { inCelsius: 36.6 } };
const VO2 = { vo2MillilitersPerMinuteKilogram: 44 };

describe('what stands beside a value', () => {
  // Codes: enums of the Health Connect record types.
  it.each<[string, object, object]>([
    ['BloodGlucose', { level: LEVEL, relationToMeal: 2 }, { meal_relation: 'fasting' }],
    [
      'BloodGlucose',
      { level: LEVEL, specimenSource: 1, mealType: 3, relationToMeal: 4 },
      { meal_relation: 'after_meal', meal_type: 'dinner', specimen_source: 'interstitial_fluid' },
    ],
    [
      'BloodPressure',
      { ...PRESSURES, bodyPosition: 3, measurementLocation: 4 },
      { blood_pressure_site: 'right_upper_arm', body_position: 'lying_down' },
    ],
    ['BodyTemperature', { ...WARM, measurementLocation: 8 }, { body_temperature_site: 'ear' }],
    ['BasalBodyTemperature', { ...WARM, measurementLocation: 10 }, { body_temperature_site: 'vagina' }],
    ['Vo2Max', { ...VO2, measurementMethod: 3 }, { vo2_max_method: 'cooper_test' }],
    ['Vo2Max', { ...VO2, measurementMethod: 0 }, { vo2_max_method: 'other' }],
  ])('is taken from %s %j', (recordType, fields, attributes) => {
    const { samples, warnings } = mapped('health_connect', healthConnect(recordType, fields));
    for (const sample of samples) expect(sample.attributes).toEqual(attributes);
    expect([samples.length > 0, warnings]).toEqual([true, []]);
  });

  it('holds for every sample of a series', () => {
    const { samples } = mapped('health_connect', {
      ...healthConnect('SkinTemperature', { measurementLocation: 3, baseline: { inCelsius: 34 } }),
      startTime: '2026-10-20T00:00:00Z',
      endTime: '2026-10-20T01:00:00Z',
      deltas: [{ time: '2026-10-20T00:10:00Z', delta: { inCelsius: 0.2 } }],
    });
    expect(samples.map(({ metric, attributes }) => [metric, attributes])).toEqual([
      ['skin_temperature_delta', { skin_temperature_site: 'wrist' }],
      ['skin_temperature_baseline', { skin_temperature_site: 'wrist' }],
      ['skin_temperature', { skin_temperature_site: 'wrist' }],
    ]);
  });

  // Codes: HealthKit enums and metadata keys.
  it.each<[string, number, string, object, object]>([
    ['BloodGlucose', 90, 'mg/dL', { HKBloodGlucoseMealTime: 1 }, { meal_relation: 'before_meal' }],
    ['BodyTemperature', 37, 'degC', { HKBodyTemperatureSensorLocation: 9 }, { body_temperature_site: 'ear_drum' }],
    ['VO2Max', 44, 'mL/min·kg', { HKVO2MaxTestType: 2 }, { vo2_max_method: 'prediction_sub_max_exercise' }],
    [
      'HeartRate',
      60,
      'count/min',
      { HKMetadataKeyHeartRateMotionContext: 1 },
      { heart_rate_motion_context: 'sedentary' },
    ],
    ['HeartRate', 60, 'count/min', { HKHeartRateMotionContext: 2 }, { heart_rate_motion_context: 'active' }],
    ['HeartRate', 60, 'count/min', { HKHeartRateSensorLocation: 1 }, { heart_rate_sensor_site: 'chest' }],
    ['InsulinDelivery', 3, 'IU', { HKInsulinDeliveryReason: 2 }, { insulin_reason: 'bolus' }],
    ['HeartRate', 60, 'count/min', { HKQuantityClampedToLowerBound: 1 }, { quantity_clamped_to_lower_bound: true }],
    ['StepCount', 10, 'count', { HKMetadataKeyUserMotionContext: 2 }, { user_motion_context: 'active' }],
    [
      'TimeInDaylight',
      5,
      'min',
      { HKMaximumLightIntensity: { quantity: 900, unit: 'lx' } },
      { maximum_light_intensity: { value: 900, unit: 'lx' } },
    ],
  ])('is taken from the metadata of %s %d %s %j', (type, quantity, unit, metadata, attributes) => {
    const { samples, warnings } = mapped('healthkit', healthKit(type, quantity, unit, { metadata }));
    expect([samples.map((sample) => sample.attributes), warnings]).toEqual([[attributes], []]);
  });

  it('is taken from the flat copies of bridges 12.2 to 13.x too', () => {
    const { samples } = mapped(
      'healthkit',
      healthKit('HeartRate', 60, 'count/min', { metadataHeartRateMotionContext: 1 }),
    );
    expect(samples[0]?.attributes).toEqual({ heart_rate_motion_context: 'sedentary' });
  });

  it('keeps a code that the table does not have, with a warning', () => {
    const sensor = mapped(
      'healthkit',
      healthKit('HeartRate', 60, 'count/min', { metadata: { HKHeartRateSensorLocation: 77 } }),
    );
    expect([sensor.samples[0]?.attributes, sensor.warnings]).toEqual([
      { heart_rate_sensor_site: 77 },
      [{ index: 0, code: 'code_unknown', path: 'records[0].metadata.HKHeartRateSensorLocation' }],
    ]);
    const meal = mapped('health_connect', healthConnect('BloodGlucose', { level: LEVEL, relationToMeal: 77 }));
    expect([meal.samples[0]?.attributes, meal.warnings]).toEqual([
      { meal_relation: 77 },
      [{ index: 0, code: 'code_unknown', path: 'records[0].relationToMeal' }],
    ]);
  });

  it('is not taken from what another record wrote between its keys', () => {
    for (const forged of [{ 'HKSWOLFScore=number=1\nHKWaterSalinity': 2 }, { 'HKSWOLFScore=string': 1 }])
      mapped('healthkit', healthKit('HeartRate', 60, 'count/min', { metadata: forged }));
    const honest = { HKSWOLFScore: 1, HKWaterSalinity: 2 };
    const { samples } = mapped('healthkit', healthKit('HeartRate', 60, 'count/min', { metadata: honest }));
    expect(samples[0]?.attributes).toEqual({ swolf_score: 1, water_salinity: 'salt_water' });
  });

  it.each<object>([
    {},
    { metadata: {} },
    { metadata: { HKTimeZone: 'Europe/Berlin', HKMetadataKeySyncIdentifier: 'x', HKWasUserEntered: true } },
    { metadata: { HKDeviceSerialNumber: 'personal', 'com.example.key': 'of an app' } },
    { metadata: { HKFoodType: 'x'.repeat(10_000), HKAverageMETs: { quantity: [[[]]], unit: 'x' } } },
    { metadata: 'text', metadataTimeZone: 'Europe/Berlin' },
  ])('is absent where nothing is said that fits: %j', (fields) => {
    const { samples } = mapped('healthkit', healthKit('StepCount', 10, 'count', fields));
    expect(samples[0]).not.toHaveProperty('attributes');
  });

  it('belongs to the version', () => {
    const hashOf = (relationToMeal?: number) =>
      mapped('health_connect', healthConnect('BloodGlucose', { level: LEVEL, relationToMeal })).hash;
    expect(hashOf(2)).not.toBe(hashOf(3));
    expect(hashOf(2)).not.toBe(hashOf());
  });
});
