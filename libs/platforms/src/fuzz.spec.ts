import { FAILURE_BY_CODE, FLAG_BY_ID, RECORD_TYPES, type CanonicalRecord, type Platform } from '@tributary/contracts';
import fc from 'fast-check';
import { decodeEnvelope } from './envelope/decode-envelope.js';
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

/** What is promised of every canonical record, whatever it was made of. */
function expectSound(record: CanonicalRecord): void {
  expect(record.startMs).toBeLessThanOrEqual(record.endMs);
  expect(Number.isSafeInteger(record.startMs) && Number.isSafeInteger(record.endMs)).toBe(true);
  expect(record.version.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(record.id).toMatch(/^(hk|hc)-[a-z0-9._~-]+$/);
  expect(record.flags.every((flag) => FLAG_BY_ID.has(flag))).toBe(true);
  expect(JSON.parse(JSON.stringify(record))).toBeDefined();
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
      fc.property(platforms, item, (platform, raw) => expectTotal(platform, raw)),
      { numRuns: 1500 },
    );
  });

  it('nothing throws, for records of real types with anything in them, and what comes out is sound', () => {
    fc.assert(
      fc.property(platforms, nearlyRight, (platform, raw) => expectTotal(platform, JSON.parse(JSON.stringify(raw)))),
      { numRuns: 4000 },
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

describe('hostile records', () => {
  const deep = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
  const base = {
    recordType: 'X',
    startDate: '2026-10-20T05:41:12.000Z',
    startTime: '2026-10-20T05:41:12Z',
    endTime: '2026-10-20T05:41:12Z',
  };
  const fields = [
    'metadata',
    'quantity',
    'value',
    'device',
    'sourceRevision',
    'samples',
    'startZoneOffset',
    'objects',
    'statistics',
    'duration',
  ];
  const typed = [
    {},
    { recordType: 'HKWorkoutTypeIdentifier', workoutActivityType: 37, endDate: base.startDate },
    { recordType: 'HKCategoryTypeIdentifierHeadache', value: 1 },
    { recordType: 'ExerciseSession', exerciseType: 56 },
    { recordType: 'Nutrition' },
    { recordType: 'HKQuantityTypeIdentifierStepCount', unit: 'count' },
  ];

  it.each(fields)('nesting of 100,000 levels in %s does not throw', (field) => {
    for (const platform of ['healthkit', 'health_connect'] as const)
      for (const over of typed) {
        const normalizer = createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null });
        const result = normalizer.record({ ...base, ...over, [field]: deep(100_000) }, 0);
        if (result.ok) expect(() => JSON.stringify(result.records)).not.toThrow();
      }
  });

  it('texts of 10 MB are refused or cut', () => {
    const text = 'x'.repeat(10_000_000);
    for (const field of ['uuid', 'unit', 'recordType', 'name', 'title', 'categoryType']) {
      for (const platform of ['healthkit', 'health_connect'] as const) {
        const result = createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null }).record(
          { ...base, [field]: text, quantity: 1 },
          0,
        );
        expect(result.ok ? JSON.stringify(result.records).length : 0).toBeLessThan(9_000_000);
        if (!result.ok) expect(JSON.stringify(result.problem).length).toBeLessThan(1000);
      }
    }
  });

  it('keys of the prototype and duplicated keys are plain fields', () => {
    const raw = JSON.parse(
      '{"quantityType":"HKQuantityTypeIdentifierStepCount","quantity":1,"quantity":7,"unit":"count","startDate":"2026-10-20T05:41:12.000Z","uuid":"u","__proto__":{"quantity":9},"metadata":{"__proto__":{"HKWasUserEntered":true}}}',
    ) as unknown;
    const result = createNormalizer({ platform: 'healthkit', receivedMs: RECEIVED_MS, deviceTimeZone: null }).record(
      raw,
      0,
    );
    expect(result).toMatchObject({
      ok: true,
      records: [{ recordingMethod: 'unknown', content: { samples: [{ value: 7 }] } }],
    });
  });

  it('lone surrogates pass', () => {
    expectTotal('healthkit', {
      ...base,
      uuid: '\ud800',
      sourceRevision: { source: { name: '\udfff', bundleIdentifier: '\ud800' } },
      value: '\ud800',
    });
  });
});

describe('whatever JSON an envelope is', () => {
  const part = fc.oneof(fc.jsonValue(), fc.constant([]), fc.constant(null));
  const envelope = fc.record(
    {
      platform: fc.oneof(platforms, fc.string()),
      records: fc.array(fc.jsonValue()),
      batchId: part,
      device: part,
      sync: part,
      deletions: part,
      deletionsUnavailable: part,
      snapshots: part,
    },
    { requiredKeys: [] },
  );

  it('is decoded or refused with paths; its deletions and snapshots too', () => {
    fc.assert(
      fc.property(fc.oneof(envelope, fc.jsonValue()), (body) => {
        const decoded = decodeEnvelope(body);
        if (!decoded.ok) {
          expect(decoded.errors.length).toBeGreaterThan(0);
          return;
        }
        const { batch } = decoded;
        const normalizer = createNormalizer({
          platform: batch.platform,
          receivedMs: RECEIVED_MS,
          deviceTimeZone: null,
        });
        batch.deletions?.forEach((raw, index) => normalizer.deletion(raw, index));
        batch.snapshots?.forEach((raw, index) => normalizer.snapshot(raw, index, batch.records));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(platforms, fc.jsonValue(), (platform, raw) => {
        const normalizer = createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null });
        expect(normalizer.deletion(raw, 0)).toBeDefined();
        expect(normalizer.snapshot(raw, 0, [])).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});
