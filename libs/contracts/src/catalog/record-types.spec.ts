import { DEVICE_TYPES } from './source-apps.js';
import { ATTRIBUTE_BY_ID, enumFor } from './enums.js';
import { METRIC_BY_ID, METRICS, metricOf } from './metrics.js';
import { commonMappingsFor, MAPPINGS, mappingsFor, RECORD_TYPES, recordTypeFor } from './record-types.js';
import { SLEEP_STAGE_MAPPINGS } from './sleep-stages.js';
import { SPORT_MAPPINGS } from './sports.js';

const SPECIAL = [
  'workout',
  'series',
  'ecg',
  'audiogram',
  'state_of_mind',
  'vision_prescription',
  'activity_summary',
  'medication_dose',
  'medication',
  'scored_assessment',
  'document',
  'clinical',
];
const healthKit = RECORD_TYPES.filter((type) => type.platform === 'healthkit');
const healthConnect = RECORD_TYPES.filter((type) => type.platform === 'health_connect');
const family = (name: string): number => healthKit.filter((type) => type.family === name).length;

describe('record types', () => {
  it('holds every identifier of both platforms', () => {
    expect(family('quantity')).toBe(121);
    expect(family('category')).toBe(72);
    expect(family('characteristic')).toBe(6);
    expect(family('correlation')).toBe(2);
    expect(SPECIAL.reduce((sum, name) => sum + family(name), 0)).toBe(22);
    expect(healthKit).toHaveLength(121 + 72 + 6 + 2 + 22);
    expect(healthConnect).toHaveLength(46);
    expect(
      healthConnect
        .filter((type) => type.status === 'stable')
        .map((type) => type.platformRecordTypeId)
        .sort((a, b) => Number(a) - Number(b)),
    ).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
    expect(SPORT_MAPPINGS.filter((row) => row.platform === 'healthkit')).toHaveLength(84);
    expect(SPORT_MAPPINGS.filter((row) => row.platform === 'health_connect')).toHaveLength(84);
  });

  it('maps every identifier or says why it is kept raw', () => {
    for (const { id, mapped, keptRawBecause } of RECORD_TYPES) {
      expect([id, (mapped?.length ?? 0) > 0 || (keptRawBecause ?? '').length > 20]).toEqual([id, true]);
    }
  });

  it('says for every structure that is not taken apart why', () => {
    const kept = RECORD_TYPES.filter((type) => type.keptRawBecause !== null);
    expect(kept.filter((type) => type.family === 'clinical')).toHaveLength(9);
    expect(
      kept
        .filter((type) => type.family !== 'clinical')
        .map((type) => type.id)
        .sort(),
    ).toEqual([
      'HKActivitySummaryTypeIdentifier',
      'HKDataTypeIdentifierAudiogram',
      'HKDataTypeIdentifierHeartbeatSeries',
      'HKDocumentTypeIdentifierCDA',
      'HKUserAnnotatedMedicationTypeIdentifier',
      'HKVisionPrescriptionTypeIdentifier',
      'HKWorkoutRouteTypeIdentifier',
      'PlannedExerciseSession',
    ]);
  });

  it('lists in `mapped` what the mappings say, for every type and no other', () => {
    for (const type of RECORD_TYPES) {
      const metrics = new Set(mappingsFor(type.platform, type.id).flatMap((row) => row.metric ?? []));
      expect([type.id, new Set(type.mapped)]).toEqual([type.id, metrics]);
    }
    for (const row of MAPPINGS)
      expect([
        row.sourceType,
        row.sourceType === '*' || recordTypeFor(row.platform, row.sourceType)?.id === row.sourceType,
      ]).toEqual([row.sourceType, true]);
  });

  it('finds types by identifier and alias, case-sensitively', () => {
    expect(recordTypeFor('health_connect', 'StepsRecord')?.id).toBe('Steps');
    expect(recordTypeFor('health_connect', 'androidx.health.connect.client.records.StepsRecord')?.id).toBe('Steps');
    expect(recordTypeFor('health_connect', 'SymptomRecord')?.id).toBe('Symptom');
    expect(recordTypeFor('health_connect', 'steps')).toBeUndefined();
    expect(recordTypeFor('healthkit', 'HKWorkout')?.id).toBe('HKWorkoutTypeIdentifier');
    expect(recordTypeFor('healthkit', 'workout')?.family).toBe('workout');
    expect(recordTypeFor('healthkit', 'HKStateOfMindType')?.id).toBe('HKDataTypeStateOfMind');
    expect(recordTypeFor('healthkit', 'HKCategoryTypeIdentifierAudioExposureEvent')?.mapped).toEqual([
      'environmental_audio_exposure_event',
    ]);
    expect(recordTypeFor('healthkit', 'HKCategoryTypeIdentifierEnvironmentalAudioExposureEvent')?.mapped).toEqual([
      'environmental_audio_exposure_event',
    ]);
    expect(recordTypeFor('healthkit', 'Steps')).toBeUndefined();
    expect(
      new Set(RECORD_TYPES.flatMap((type) => [type.id, ...type.aliases].map((name) => `${type.platform} ${name}`)))
        .size,
    ).toBe(RECORD_TYPES.reduce((sum, type) => sum + 1 + type.aliases.length, 0));
  });

  it('names enums that exist', () => {
    for (const type of healthKit)
      if (type.valueEnum !== undefined)
        expect([type.id, enumFor('healthkit', type.valueEnum)?.name]).toEqual([type.id, type.valueEnum]);
  });
});

describe('mappings', () => {
  it('holds 386 rows', () => {
    expect(MAPPINGS).toHaveLength(386);
    expect(MAPPINGS.filter((row) => row.platform === 'healthkit')).toHaveLength(244);
    expect(MAPPINGS.filter((row) => row.platform === 'health_connect')).toHaveLength(142);
  });

  it('leads to metrics, attributes and codes that exist', () => {
    for (const row of MAPPINGS) {
      const name = `${row.sourceType} ${row.sourceField ?? ''}`;
      expect([name, row.metric !== null]).toEqual([name, row.targetKind === 'metric']);
      expect([name, row.attribute !== null]).toEqual([name, row.targetKind === 'attribute']);
      const codes = Object.values(row.valueMap ?? {});
      const allowed =
        row.attribute === null
          ? row.metric === null
            ? undefined
            : METRIC_BY_ID.get(row.metric)?.values
          : ATTRIBUTE_BY_ID.get(row.attribute)?.values;
      if (allowed !== undefined && allowed !== null)
        expect([name, codes.filter((code) => !allowed.includes(code))]).toEqual([name, []]);
      for (const [id, value] of Object.entries(row.attributes ?? {}))
        expect([name, ATTRIBUTE_BY_ID.get(id)?.values?.includes(value)]).toEqual([name, true]);
    }
  });

  it('reaches every metric but those that are derived', () => {
    const reached = new Set(MAPPINGS.map((row) => row.metric));
    expect(
      METRICS.filter((metric) => !reached.has(metric.id))
        .map((metric) => metric.id)
        .sort(),
    ).toEqual([
      'mindfulness_duration',
      'sleep_deep_duration',
      'sleep_duration',
      'sleep_light_duration',
      'sleep_rem_duration',
      'workout_duration',
    ]);
  });

  it('encodes the traps between the platforms', () => {
    const codes = (platform: 'healthkit' | 'health_connect', type: string, field: string): unknown =>
      mappingsFor(platform, type).find((row) => row.sourceField === field)?.valueMap;
    // Zero is the positive value for presence and stand hours; 1 is "not present" for severity.
    expect(codes('healthkit', 'HKCategoryTypeIdentifierAppleStandHour', 'value')).toEqual({ 0: 'stood', 1: 'idle' });
    expect(codes('healthkit', 'HKCategoryTypeIdentifierMoodChanges', 'value')).toEqual({
      0: 'present',
      1: 'not_present',
    });
    expect(codes('healthkit', 'HKCategoryTypeIdentifierHeadache', 'value')).toMatchObject({
      1: 'not_present',
      2: 'mild',
    });
    // The ovulation results have another order on each platform.
    expect(codes('healthkit', 'HKCategoryTypeIdentifierOvulationTestResult', 'value')).toEqual({
      1: 'negative',
      2: 'positive',
      3: 'indeterminate',
      4: 'high',
    });
    expect(codes('health_connect', 'OvulationTest', 'result')).toEqual({
      0: 'indeterminate',
      1: 'positive',
      2: 'high',
      3: 'negative',
    });
    expect(mappingsFor('health_connect', 'TotalCaloriesBurned').map((row) => row.metric)).toEqual(['total_energy']);
    expect(mappingsFor('health_connect', 'BasalMetabolicRate').map((row) => row.metric)).toEqual([
      'basal_metabolic_rate',
    ]);
    expect(mappingsFor('health_connect', 'ActivityIntensity').map((row) => [row.when, row.metric])).toEqual([
      [{ activityIntensityType: 0 }, 'moderate_activity_time'],
      [{ activityIntensityType: 1 }, 'vigorous_activity_time'],
    ]);
    expect(mappingsFor('health_connect', 'Nutrition').filter((row) => row.reactNativePath !== null)).toHaveLength(42);
    expect(metricOf('dietary_water').unit).toBe('mL');
  });

  it('keeps what holds for any type apart', () => {
    expect(commonMappingsFor('health_connect').map((row) => row.attribute)).toEqual([
      'recording_method',
      'device_type',
    ]);
    expect(commonMappingsFor('healthkit')).toHaveLength(12);
    const devices = commonMappingsFor('health_connect').find((row) => row.attribute === 'device_type')?.valueMap ?? {};
    expect(Object.entries(devices)).toEqual(DEVICE_TYPES.map((type, int) => [String(int), type]));
    expect(mappingsFor('healthkit', 'nothing')).toEqual([]);
    expect(SLEEP_STAGE_MAPPINGS).toHaveLength(14);
  });
});
