import fc from 'fast-check';
import type { CanonicalChunk, CanonicalRecord, CanonicalSample } from './canonical-record.js';
import type { RecordId, SourceId } from './ids.js';
import { unpackChunk, type PackedChunk, type PackedProfile, type PackedRecord } from './packed-chunk.js';
import { RecordPacker } from './record-packer.js';

const START_MS = Date.UTC(2026, 2, 29, 6, 15);
const RECORD: CanonicalRecord = {
  id: 'hk-4d9a0a1e-6d0e-4c58-9f7b-6a0d3f1c2b11' as RecordId,
  index: 12,
  version: { client: null, modifiedMs: null, hash: '0123456789abcdef' },
  rawType: 'HKQuantityTypeIdentifierHeartRate',
  rawId: '4D9A0A1E-6D0E-4C58-9F7B-6A0D3F1C2B11',
  startMs: START_MS,
  endMs: START_MS,
  startOffsetMinutes: null,
  endOffsetMinutes: null,
  timeZone: null,
  sourceId: 'src-0123456789abcdef' as SourceId,
  recordingMethod: 'automatic',
  flags: [],
  clientRecordId: null,
  content: {
    kind: 'samples',
    samples: [{ part: '', metric: 'heart_rate', startMs: START_MS, endMs: START_MS, value: 72 }],
  },
};
const withSamples = (samples: readonly CanonicalSample[], more: Partial<CanonicalRecord> = {}): CanonicalRecord => ({
  ...RECORD,
  ...more,
  content: { kind: 'samples', samples },
});
const CHUNK: CanonicalChunk = {
  schemaVersion: 1,
  batch: {
    tenant: 'demo',
    userId: 'u1',
    batchId: 'b1',
    contentHash: 'c0ffee',
    platform: 'healthkit',
    origin: 'live',
    receivedMs: START_MS,
    deviceTimeZone: null,
    records: 1,
    deletions: 0,
  },
  fromIndex: 0,
  toIndex: 1,
  sources: [],
  records: [],
  problems: [],
  warnings: [],
  last: null,
};

/** The chunk as a message has it. */
function travelled(records: readonly CanonicalRecord[]): PackedChunk {
  const packer = new RecordPacker();
  const packed = records.map((record) => packer.pack(record));
  const numbers = new Set(packed.flatMap((record) => (Array.isArray(record) ? [(record as PackedRecord)[0]] : [])));
  const profiles = Array.from(
    numbers,
    (number) => [number, JSON.parse(packer.profile(number)) as PackedProfile] as const,
  );
  return JSON.parse(JSON.stringify({ ...CHUNK, schemaVersion: 2, profiles, records: packed })) as PackedChunk;
}

describe('a record on its way to the deduplicator', () => {
  it('is a row when it has one value', () => {
    expect(travelled([RECORD]).records).toEqual([
      [0, 'hk-4d9a0a1e-6d0e-4c58-9f7b-6a0d3f1c2b11', 1, 12, null, null, '0123456789abcdef', START_MS, 0, null, 72],
    ]);
  });

  it('says once what rows have in common', () => {
    const other = { ...RECORD, index: 13, recordingMethod: 'manual' } as const;
    expect(travelled([RECORD, { ...RECORD, index: 14 }, other]).profiles).toEqual([
      [
        0,
        {
          rawType: 'HKQuantityTypeIdentifierHeartRate',
          startOffsetMinutes: null,
          endOffsetMinutes: null,
          timeZone: null,
          sourceId: 'src-0123456789abcdef',
          recordingMethod: 'automatic',
          flags: [],
          metric: 'heart_rate',
        },
      ],
      [1, expect.objectContaining({ recordingMethod: 'manual' })],
    ]);
  });

  it('holds the readings of a series as columns', () => {
    const readings = [0, 1_000, 3_000].map((after, at) => ({
      part: (START_MS + after).toString(36),
      metric: 'heart_rate',
      startMs: START_MS + after,
      endMs: START_MS + after,
      value: 70 + at,
    }));
    const series = withSamples(readings, { endMs: START_MS + 60_000 });
    expect((travelled([series]).records[0] as PackedRecord).slice(7)).toEqual([
      START_MS,
      60_000,
      null,
      [
        [0, 1_000, 2_000],
        [70, 71, 72],
      ],
    ]);
  });

  it('stands whole when it is none of these', () => {
    const event = {
      ...RECORD,
      content: { kind: 'event', type: 'x', value: null, rawValue: null, attributes: {} },
    } as const;
    const pair = withSamples([
      { part: 'a', metric: 'blood_pressure_systolic', startMs: START_MS, endMs: START_MS, value: 120 },
      { part: 'b', metric: 'blood_pressure_diastolic', startMs: START_MS, endMs: START_MS, value: 80 },
    ]);
    expect(travelled([event, pair]).records).toEqual([event, pair]);
  });

  it('is refused when its profile is missing', () => {
    expect(() => unpackChunk({ ...travelled([RECORD]), profiles: [] })).toThrow(RangeError);
  });
});

const ms = fc.integer({ min: -(2 ** 41), max: 2 ** 42 });
const aSampleOf = (startMs: number): fc.Arbitrary<CanonicalSample> =>
  fc.record(
    {
      part: fc.constantFrom('', startMs.toString(36), 'x', '0'),
      metric: fc.constantFrom('heart_rate', 'steps'),
      startMs: fc.constantFrom(startMs, startMs + 1_000),
      endMs: fc.constantFrom(startMs, startMs + 1_000),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      rawValue: fc.integer(),
      rawUnit: fc.string(),
      flags: fc.constantFrom([], ['out_of_soft_bounds' as const]),
      attributes: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    },
    { requiredKeys: ['part', 'metric', 'startMs', 'endMs', 'value'] },
  );
const aSeriesOf = (startMs: number): fc.Arbitrary<CanonicalSample[]> =>
  fc.array(fc.tuple(ms, fc.integer()), { minLength: 1, maxLength: 5 }).map((readings) =>
    readings.map(([at, value]) => ({
      part: at.toString(36),
      metric: `m${startMs % 2}`,
      startMs: at,
      endMs: at,
      value,
    })),
  );
const anyRecord: fc.Arbitrary<CanonicalRecord> = fc
  .record({
    id: fc.constantFrom('hk-ab-1', 'hc-ab-1', 'hk-x0'),
    rawId: fc.constantFrom(null, 'ab-1', 'AB-1', 'Ab-1', 'x', ''),
    index: fc.nat(),
    client: fc.constantFrom(null, 0, -3, 2.5),
    modifiedMs: fc.constantFrom(null, 0, START_MS),
    startMs: ms,
    length: fc.integer(),
    startOffsetMinutes: fc.constantFrom(null, 0, 120),
    timeZone: fc.constantFrom(null, 'Europe/Berlin'),
    recordingMethod: fc.constantFrom('unknown' as const, 'manual' as const),
    clientRecordId: fc.constantFrom(null, 'c'),
  })
  .chain(({ client, modifiedMs, startMs, length, ...facts }) =>
    fc.oneof(fc.array(aSampleOf(startMs), { maxLength: 3 }), aSeriesOf(startMs)).map((samples) => ({
      ...withSamples(samples),
      ...facts,
      id: facts.id as RecordId,
      version: { client, modifiedMs, hash: 'f'.repeat(16) },
      startMs,
      endMs: startMs + length,
    })),
  );

describe('any records', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 8 }), (records) => {
        expect(unpackChunk(travelled(records))).toEqual({ ...CHUNK, records });
      }),
      { numRuns: 500 },
    );
  });
});
