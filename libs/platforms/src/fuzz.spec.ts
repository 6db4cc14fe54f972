import { FAILURE_BY_CODE, FLAG_BY_ID, RECORD_TYPES, type CanonicalRecord, type Platform } from '@tributary/contracts';
import fc from 'fast-check';
import { createNormalizer } from './normalizer.js';

const RECEIVED_MS = Date.parse('2026-10-20T18:00:00Z');
const platforms = fc.constantFrom<Platform[]>('healthkit', 'health_connect');

const FIELDS = [
  'recordType',
  'quantityType',
  'categoryType',
  'correlationType',
  'type',
  'sampleType',
  'uuid',
  'id',
  'startDate',
  'endDate',
  'startTime',
  'endTime',
  'time',
  'startZoneOffset',
  'zoneOffset',
  'quantity',
  'value',
  'unit',
  'metadata',
  'device',
  'source',
  'sourceRevision',
  'hasUndeterminedDuration',
  'objects',
  'samples',
  'deltas',
  'baseline',
  'stages',
  'segments',
  'laps',
  'exerciseRoute',
  'exerciseType',
  'workoutActivityType',
  'duration',
  'totalDistance',
  'totalEnergyBurned',
  'events',
  'activities',
  'routes',
  'statistics',
  'heartbeats',
  'valence',
  'kind',
  'labels',
  'classification',
  'logStatus',
  'dateYear',
  'dateMonth',
  'dateDay',
  'medication',
  'count',
  'energy',
  'distance',
  'weight',
  'systolic',
  'diastolic',
  'percentage',
  'level',
  'beatsPerMinute',
  'flow',
  'severity',
  'mealType',
  'name',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

const times = fc.constantFrom(
  '2026-10-20T05:41:12.000Z',
  '2026-10-20T06:41:12Z',
  '2026-10-20T25:61:00Z',
  '1899-01-01T00:00:00Z',
  '2026-10-20T05:41:12+02:00',
  '',
  0,
);
const types = fc.constantFrom(...RECORD_TYPES.map(({ id }) => id), 'Future', '__proto__', 'constructor', 'toString');
const units = fc.constantFrom(
  'kg',
  'count',
  'count/min',
  'kcal',
  '%',
  'm',
  'mmol<180>/L',
  'furlong',
  '__proto__',
  'a/(b*c)',
  '/',
);
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 9007199254740993));
const unitObject = fc.record(
  {
    inMeters: numbers,
    inKilograms: numbers,
    inGrams: numbers,
    inKilocalories: numbers,
    inCelsius: numbers,
    value: numbers,
    unit: units,
  },
  { requiredKeys: [] },
);
const leaf = fc.oneof(
  times,
  types,
  units,
  numbers,
  unitObject,
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  fc.string({ unit: 'binary' }),
);
const { item } = fc.letrec<{ item: Record<string, unknown>; field: unknown }>((tie) => ({
  item: fc.dictionary(fc.constantFrom(...FIELDS), tie('field'), { maxKeys: 12 }),
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('field'), { maxLength: 4 }),
    tie('item'),
  ),
}));

/** A record that is nearly right: real type and times, and anything else in its fields. */
const nearlyRight = fc.tuple(fc.constantFrom(...RECORD_TYPES), item).map(([{ id }, fields]) => ({
  startDate: '2026-10-20T05:41:12.000Z',
  endDate: '2026-10-20T06:41:12.000Z',
  startTime: '2026-10-20T05:41:12Z',
  endTime: '2026-10-20T06:41:12Z',
  time: '2026-10-20T05:41:12Z',
  workoutActivityType: 37,
  exerciseType: 56,
  unit: 'count',
  quantity: 5,
  value: 1,
  ...fields,
  recordType: id,
}));

/** Keys of the numbers that JSON writes as null. */
function numbersBeyondJson(value: object): string[] {
  const found: string[] = [];
  JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) found.push(key);
    return item;
  });
  return found;
}

/** What is promised of every canonical record, whatever it was made of. */
function expectSound(record: CanonicalRecord): void {
  expect(record.startMs).toBeLessThanOrEqual(record.endMs);
  expect(Number.isSafeInteger(record.startMs) && Number.isSafeInteger(record.endMs)).toBe(true);
  expect(record.version.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(record.id).toMatch(/^(hk|hc)-[a-z0-9._~-]+$/);
  expect(record.flags.every((flag) => FLAG_BY_ID.has(flag))).toBe(true);
  expect(JSON.parse(JSON.stringify(record))).toBeDefined();
  expect(numbersBeyondJson({ ...record, raw: null })).toEqual([]);
  if (record.content.kind !== 'samples') return;
  const { samples } = record.content;
  expect(samples.length).toBeGreaterThan(0);
  expect(samples.every(({ value }) => Number.isFinite(value))).toBe(true);
  expect(new Set(samples.map(({ part }) => part)).size).toBe(samples.length);
}

function expectTotal(platform: Platform, raw: unknown): void {
  const normalizer = createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: 'Europe/Berlin' });
  const result = normalizer.record(raw, 3);
  if (result.ok) {
    result.records.forEach(expectSound);
    const sources = new Set(normalizer.sources().map(({ id }) => id));
    expect(result.records.every(({ sourceId }) => sources.has(sourceId))).toBe(true);
    for (const { code, path } of result.warnings) {
      expect(FAILURE_BY_CODE.get(code)?.stage).toBe('warning');
      expect(path.startsWith('records[3].')).toBe(true);
    }
  } else {
    expect(FAILURE_BY_CODE.get(result.problem.code)?.stage).toBe('record');
    expect(result.problem.path.startsWith('records[3]')).toBe(true);
  }
}

describe('whatever JSON a record is', () => {
  it('nothing throws, for any value', () => {
    fc.assert(
      fc.property(platforms, fc.jsonValue(), (platform, raw) => expectTotal(platform, raw)),
      { numRuns: 500 },
    );
  });

  it('nothing throws, for any value in the fields that are read', () => {
    fc.assert(
      fc.property(platforms, item, (platform, raw) => expectTotal(platform, JSON.parse(JSON.stringify(raw)))),
      { numRuns: 1500 },
    );
  });

  it('nothing throws, for records of real types with anything in them, and what comes out is sound', () => {
    fc.assert(
      fc.property(platforms, nearlyRight, (platform, raw) => expectTotal(platform, JSON.parse(JSON.stringify(raw)))),
      { numRuns: 4000 },
    );
  });

  it('numbers that are too large for JSON come out nowhere', () => {
    fc.assert(
      fc.property(platforms, nearlyRight, fc.nat({ max: 3 }), (platform, raw, seed) => {
        const huge = JSON.stringify(raw, (_key, value: unknown) =>
          typeof value === 'number' && Math.abs(Math.round(value)) % 4 === seed ? 'HUGE' : value,
        ).replaceAll('"HUGE"', '1e999');
        expectTotal(platform, JSON.parse(huge));
      }),
      { numRuns: 1000 },
    );
  });

  it('the same record gives the same result', () => {
    fc.assert(
      fc.property(platforms, nearlyRight, (platform, raw) => {
        const run = () => createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null }).record(raw, 0);
        expect(run()).toEqual(run());
      }),
      { numRuns: 500 },
    );
  });
});
