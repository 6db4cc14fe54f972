import { type WireRecord, createPerson } from './index.js';

const BERLIN = [{ from: '2026-01-01', zone: 'Europe/Berlin' }];
const INSTANT_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function recordsOf(platform: 'healthkit' | 'health_connect'): WireRecord[] {
  const person = createPerson({
    seed: 'shape',
    platform,
    zonePlan: BERLIN,
    start: '2026-10-17',
    days: 4,
    name: 'Lena',
  });
  return person.dates.flatMap((date) => person.day(date).batches.flatMap((batch) => batch.records));
}

const first = (records: readonly WireRecord[], key: string, value: unknown): WireRecord => {
  const found = records.find((record) => record[key] === value);
  if (found === undefined) throw new Error(`no record with ${key}`);
  return found;
};
const keys = (record: unknown): string[] => Object.keys(record as object).sort();

/** Field names of react-native-healthkit 16 and react-native-health-connect 4.1.3, written down from their serializers. */
describe('shapes of HealthKit', () => {
  const records = recordsOf('healthkit');
  const base = [
    'device',
    'endDate',
    'hasUndeterminedDuration',
    'metadata',
    'sampleType',
    'sourceRevision',
    'startDate',
    'uuid',
  ];

  it('are those of the bridge for quantities, categories and workouts', () => {
    expect(keys(first(records, 'quantityType', 'HKQuantityTypeIdentifierStepCount'))).toEqual(
      [...base, 'quantity', 'quantityType', 'unit'].sort(),
    );
    expect(keys(first(records, 'categoryType', 'HKCategoryTypeIdentifierSleepAnalysis'))).toEqual(
      [...base, 'categoryType', 'value'].sort(),
    );
    expect(keys(first(records, 'workoutActivityType', 37))).toEqual(
      [
        ...base,
        'activities',
        'duration',
        'events',
        'routes',
        'statistics',
        'totalDistance',
        'totalEnergyBurned',
        'workoutActivityType',
      ].sort(),
    );
  });

  it('write dates with three fraction digits, uuids in upper case, and no device for a third-party app', () => {
    for (const record of records) expect(record['startDate']).toMatch(INSTANT_MS);
    for (const record of records) expect(record['uuid']).toBe(String(record['uuid']).toUpperCase());
    expect(first(records, 'quantityType', 'HKQuantityTypeIdentifierBodyMass')).not.toHaveProperty('device');
  });

  it('have the types a person with watch, phone and scale produces', () => {
    const types = new Set(
      records.map((record) => record['quantityType'] ?? record['categoryType'] ?? record['workoutActivityType']),
    );
    expect(types).toEqual(
      new Set([
        'HKQuantityTypeIdentifierStepCount',
        'HKQuantityTypeIdentifierDistanceWalkingRunning',
        'HKQuantityTypeIdentifierDistanceCycling',
        'HKQuantityTypeIdentifierActiveEnergyBurned',
        'HKQuantityTypeIdentifierHeartRate',
        'HKQuantityTypeIdentifierHeartRateVariabilitySDNN',
        'HKQuantityTypeIdentifierBodyMass',
        'HKCategoryTypeIdentifierSleepAnalysis',
        37,
        13,
        50,
      ]),
    );
  });
});

describe('shapes of Health Connect', () => {
  const records = recordsOf('health_connect');
  const interval = ['endTime', 'endZoneOffset', 'metadata', 'recordType', 'startTime', 'startZoneOffset'];

  it.each([
    ['Steps', ['count']],
    ['Distance', ['distance']],
    ['ActiveCaloriesBurned', ['energy']],
    ['HeartRate', ['samples']],
    ['SleepSession', ['notes', 'stages', 'title']],
    ['ExerciseSession', ['exerciseRoute', 'exerciseType', 'laps', 'notes', 'segments', 'title']],
  ])('are those of the bridge for %s', (recordType, fields) => {
    expect(keys(first(records, 'recordType', recordType))).toEqual([...interval, ...fields].sort());
  });

  it.each([
    ['Weight', 'weight'],
    ['HeartRateVariabilityRmssd', 'heartRateVariabilityMillis'],
  ])('are those of the bridge for the instant type %s', (recordType, field) => {
    expect(keys(first(records, 'recordType', recordType))).toEqual(
      ['metadata', 'recordType', 'time', 'zoneOffset', field].sort(),
    );
  });

  it('leave out a fraction of zero and name every unit of a quantity', () => {
    expect(first(records, 'recordType', 'SleepSession')['startTime']).toMatch(/:\d\dZ$/);
    expect(first(records, 'recordType', 'Weight')['weight']).toEqual({
      inGrams: expect.any(Number),
      inKilograms: expect.any(Number),
      inMilligrams: expect.any(Number),
      inMicrograms: expect.any(Number),
      inOunces: expect.any(Number),
      inPounds: expect.any(Number),
    });
  });

  it('keep segments and laps inside the session, without overlap', () => {
    const run = first(records, 'exerciseType', 56) as unknown as {
      startTime: string;
      endTime: string;
      segments: { startTime: string; endTime: string; segmentType: number }[];
      laps: { startTime: string; endTime: string }[];
    };
    expect(run.segments.map((segment) => segment.segmentType)).toEqual([46, 39, 46]);
    for (const parts of [run.segments, run.laps]) {
      const edges = [run.startTime, ...parts.flatMap((part) => [part.startTime, part.endTime]), run.endTime].map(
        (time) => Date.parse(time),
      );
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    }
  });
});
