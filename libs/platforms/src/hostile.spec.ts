import { type Platform } from '@tributary/contracts';
import fc from 'fast-check';
import { decodeEnvelope } from './envelope/decode-envelope.js';
import { createNormalizer } from './normalizer.js';

const RECEIVED_MS = Date.parse('2026-10-20T18:00:00Z');
const platforms = fc.constantFrom<Platform[]>('healthkit', 'health_connect');

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

  it.each(['recordType', 'quantityType', 'type'])('a type of 513 characters in %s is none', (key) => {
    for (const platform of ['healthkit', 'health_connect'] as const) {
      const record = (length: number) =>
        createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: null }).record(
          { ...base, recordType: undefined, [key]: 'T'.repeat(length) },
          0,
        );
      if (platform === 'health_connect' && key === 'quantityType') continue;
      expect(record(512)).toMatchObject({ ok: true, warnings: [{ code: 'record_type_unknown' }] });
      expect(record(513)).toMatchObject({ ok: false, problem: { code: 'payload_invalid' } });
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

  it.each(['a\0b', '_bsontype'])('a field %j that no document can hold is ignored, and its neighbours kept', (name) => {
    const normalizer = createNormalizer({ platform: 'healthkit', receivedMs: RECEIVED_MS, deviceTimeZone: null });
    const metadata = { [name]: 1, kept: 2 };
    const event = { ...base, recordType: 'HKCategoryTypeIdentifierHeadache', value: 2, metadata };
    const result = normalizer.record(event, 0);
    expect(result).toMatchObject({
      ok: true,
      records: [{ content: { kind: 'event' }, raw: { metadata: { kept: 2 } } }],
    });
    expect(JSON.stringify(result)).not.toContain(JSON.stringify(name).slice(1, -1));
    const steps = { ...base, recordType: 'HKQuantityTypeIdentifierStepCount', unit: 'count', quantity: 1, metadata };
    expect(normalizer.record(steps, 0)).toMatchObject({ ok: true });
  });

  it('lone surrogates pass', () => {
    const raw = {
      ...base,
      uuid: '\ud800',
      sourceRevision: { source: { name: '\udfff', bundleIdentifier: '\ud800' } },
      value: '\ud800',
    };
    const normalizer = createNormalizer({ platform: 'healthkit', receivedMs: RECEIVED_MS, deviceTimeZone: null });
    const result = normalizer.record(raw, 0);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
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
