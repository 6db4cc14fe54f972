import fc from 'fast-check';
import type { RecordId, SampleAttributes, SourceId } from '@tributary/contracts';
import type { SampleColumns } from '@tributary/resolution';
import { readAttributes } from './attribute-column.js';
import { encodeChunk, packedIds, packedIdsAmong } from './chunk-codec.js';
import { decodeChunk } from './chunk-decode.js';
import { openSamples, packedSamples } from './chunk-samples.js';
import { ColumnReader, ColumnWriter, decimalsOf } from './columns.js';
import { WantedIds } from './id-column.js';
import type { RecordProfile, StoredRecord, StoredSample } from './stored-record.js';

const profile = fc.record<RecordProfile>({
  rawType: fc.constantFrom('HKQuantityTypeIdentifierHeartRate', 'HeartRate'),
  startOffsetMinutes: fc.constantFrom(null, 0, 120, -330),
  endOffsetMinutes: fc.constantFrom(null, 60),
  timeZone: fc.constantFrom(null, 'Europe/Berlin'),
  deviceTimeZone: fc.constantFrom(null, 'Asia/Kolkata'),
  recordingMethod: fc.constantFrom('unknown', 'automatic', 'manual'),
  flags: fc.constantFrom([], ['manual' as const]),
});
const time = fc.integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 });
const sample = fc.record<StoredSample>({
  part: fc.constantFrom('', 'systolic', 'ünïcode'),
  startMs: time,
  endMs: time,
  value: fc.oneof(fc.integer({ min: 0, max: 250 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  rawValue: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  rawUnit: fc.option(fc.constantFrom('lb', 'count/min')),
  flags: fc.constantFrom([], ['out_of_soft_bounds' as const]),
});
const almostUuid = ([id, at, other]: [string, number, string]): string =>
  `hk-${id.slice(0, at)}${other}${id.slice(at + 1)}`;
const attributed = fc.record<StoredSample>(
  {
    part: fc.constantFrom('', 'systolic'),
    startMs: time,
    endMs: time,
    value: fc.integer({ min: 0, max: 250 }),
    rawValue: fc.constant(null),
    rawUnit: fc.constant(null),
    flags: fc.constant([]),
    attributes: fc.constantFrom<SampleAttributes>(
      { meal_relation: 'fasting' },
      { meal_relation: 'fasting', meal_type: 'lunch' },
      { barometric_pressure: { value: 1.01, unit: 'atm' }, was_taken_in_lab: true },
    ),
  },
  { requiredKeys: ['part', 'startMs', 'endMs', 'value', 'rawValue', 'rawUnit', 'flags'] },
);
const record = fc.record<StoredRecord>({
  id: fc.oneof(
    fc.uuid().map((id) => `hk-${id}`),
    fc.constantFrom('hc-c0ffee', 'hc-weird.id'),
    fc.tuple(fc.uuid(), fc.nat({ max: 35 }), fc.constantFrom('-', 'A', 'g', '0', 'é')).map(almostUuid),
  ) as fc.Arbitrary<RecordId>,
  rawId: fc.option(fc.constantFrom('AbC', 'x')),
  version: fc.record({
    client: fc.option(
      fc.oneof(fc.nat(), fc.maxSafeInteger(), fc.constantFrom(-1, 1.5, 2 ** 53, 1e300, Number.MAX_SAFE_INTEGER)),
    ),
    modifiedMs: fc.option(time),
    hash: fc.stringMatching(/^[0-9a-f]{16}$/),
  }),
  revision: fc.integer({ min: 1, max: 300 }),
  startMs: time,
  endMs: time,
  profile,
  batchId: fc.uuid(),
  index: fc.nat({ max: 10_000 }),
  samples: fc.array(fc.oneof(sample, attributed), { minLength: 1, maxLength: 4 }),
});
const SOURCE = 'src-1' as SourceId;
const sorted = (records: readonly StoredRecord[]) =>
  [...records].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));

/** One record, as the codec wrote it before chunks had a column of attributes. */
const STORED_BEFORE =
  'AZMCeyJwcm9maWxlcyI6W3sicmF3VHlwZSI6IkhLUXVhbnRpdHlUeXBlSWRlbnRpZmllckJvZHlNYXNzIiwic3RhcnRPZmZzZXRNaW51dGVzIjoxMjAsImVuZE9mZnNldE1pbnV0ZXMiOjEyMCwidGltZVpvbmUiOiJFdXJvcGUvQmVybGluIiwiZGV2aWNlVGltZVpvbmUiOm51bGwsInJlY29yZGluZ01ldGhvZCI6Im1hbnVhbCIsImZsYWdzIjpbIm1hbnVhbCJdfV0sImJhdGNoZXMiOlsiYjEiXSwidW5pdHMiOlsibGIiXSwiZmxhZ3MiOltdLCJwcmVmaXgiOiJoay0iLCJkZWNpbWFscyI6MX0BAHsMSlKR3k8Lix4tajyfHnABASNFZ4mrze8AAAEAAAaAvKn+qmgAAQAAAJQLAQHNzMzMzKxjQAA=';

describe('the chunk codec', () => {
  it('gives back every field of every record', () => {
    fc.assert(
      fc.property(fc.uniqueArray(record, { maxLength: 20, selector: ({ id }) => id }), (records) => {
        const bytes = encodeChunk(records);
        expect(decodeChunk(bytes)).toEqual(sorted(records));
        expect(packedIds(bytes)).toEqual(sorted(records).map(({ id }) => id));
      }),
    );
  });

  it('finds the wanted ids of a packed chunk, and of all others only what is no UUID', () => {
    const records = fc.uniqueArray(record, { maxLength: 20, selector: ({ id }) => id });
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.boolean()), (list, coins) => {
        const wanted = new Set(list.filter(() => coins.next().value).map(({ id }) => id));
        const found = [...packedIdsAmong(encodeChunk(list), new WantedIds(wanted))];
        const ids = sorted(list).map(({ id }) => id);
        const prefix = String(ids[0]).slice(0, 3);
        const isUuid = (id: string) =>
          id.startsWith(prefix) && /^...[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
        expect(found.filter((id) => wanted.has(id))).toEqual(ids.filter((id) => wanted.has(id)));
        expect(found.filter((id) => !wanted.has(id) && isUuid(id))).toEqual([]);
      }),
    );
  });

  it('gives resolution the same columns packed as open', () => {
    const facts = ({ idAt, ...columns }: SampleColumns) => ({ ...columns, ids: [...columns.value.keys()].map(idAt) });
    fc.assert(
      fc.property(fc.uniqueArray(record, { maxLength: 20, selector: ({ id }) => id }), (records) => {
        const bytes = encodeChunk(records);
        expect(facts(packedSamples(bytes, SOURCE))).toEqual(facts(openSamples(decodeChunk(bytes), SOURCE)));
      }),
    );
  });

  it('names the samples of a packed chunk in whatever order they are asked for', () => {
    const records = fc.uniqueArray(record, { minLength: 1, maxLength: 8, selector: ({ id }) => id });
    fc.assert(
      fc.property(records, fc.array(fc.nat(), { maxLength: 20 }), (list, numbers) => {
        const bytes = encodeChunk(list);
        const [packed, open] = [packedSamples(bytes, SOURCE), openSamples(decodeChunk(bytes), SOURCE)];
        const rows = numbers.map((number) => number % open.value.length);
        expect(rows.map(packed.idAt)).toEqual(rows.map(open.idAt));
      }),
    );
  });

  it('writes the same bytes whatever the order of the records', () => {
    fc.assert(
      fc.property(fc.uniqueArray(record, { maxLength: 8, selector: ({ id }) => id }), (records) => {
        expect(encodeChunk([...records].reverse()).equals(encodeChunk(records))).toBe(true);
      }),
    );
  });

  it('keeps the case in which a platform writes its ids', () => {
    const [one] = fc.sample(record, 1);
    const id = 'hk-7b0c4a52-91de-4f0b-8b1e-2d6a3c9f1e70' as RecordId;
    const rawId = '7B0C4A52-91DE-4F0B-8B1E-2D6A3C9F1E70';
    expect(decodeChunk(encodeChunk([{ ...one!, id, rawId }]))[0]?.rawId).toBe(rawId);
  });

  it('refuses bytes of a format it does not know', () => {
    const bytes = encodeChunk([]);
    bytes[0] = 9;
    expect(() => decodeChunk(bytes)).toThrow('format 9');
  });

  it('reads and writes what was stored before samples had attributes, byte for byte', () => {
    const startMs = Date.parse('2026-10-20T06:00:00Z');
    const weight: StoredRecord = {
      id: 'hk-7b0c4a52-91de-4f0b-8b1e-2d6a3c9f1e70' as RecordId,
      rawId: '7B0C4A52-91DE-4F0B-8B1E-2D6A3C9F1E70',
      version: { client: null, modifiedMs: null, hash: '0123456789abcdef' },
      revision: 1,
      startMs,
      endMs: startMs,
      profile: {
        rawType: 'HKQuantityTypeIdentifierBodyMass',
        startOffsetMinutes: 120,
        endOffsetMinutes: 120,
        timeZone: 'Europe/Berlin',
        deviceTimeZone: null,
        recordingMethod: 'manual',
        flags: ['manual'],
      },
      batchId: 'b1',
      index: 3,
      samples: [{ part: '', startMs, endMs: startMs, value: 71.4, rawValue: 157.4, rawUnit: 'lb', flags: [] }],
    };
    expect(decodeChunk(Buffer.from(STORED_BEFORE, 'base64'))).toEqual([weight]);
    expect(encodeChunk([weight]).toString('base64')).toBe(STORED_BEFORE);
  });

  it('spends a few bytes on attributes that neighbours share', () => {
    const [one] = fc.sample(record, 1);
    const samples = (attributes: readonly SampleAttributes[]): StoredSample[] =>
      Array.from({ length: 3600 }, (_, i) => ({
        part: '',
        startMs: i,
        endMs: i,
        value: 60,
        rawValue: null,
        rawUnit: null,
        flags: [],
        ...(attributes.length > 0 && { attributes: attributes[Math.floor(i / 600) % attributes.length]! }),
      }));
    const sizeOf = (...attributes: SampleAttributes[]): number =>
      encodeChunk([{ ...one!, samples: samples(attributes) }]).length;
    const contexts = [{ heart_rate_motion_context: 'sedentary' }, { heart_rate_motion_context: 'active' }];
    // Two entries of the dictionary, and six runs of a two-byte length and a number.
    const words = `,"attributes":${JSON.stringify(contexts)}`.length;
    expect(sizeOf(...contexts) - sizeOf()).toBeLessThanOrEqual(words + 6 * 3 + 1);
  });

  it('gives back values that lie as far from each other as a scaled integer goes', () => {
    const [one] = fc.sample(record, 1);
    const values = [4503726181.410401, 0, 2 ** 51 - 1, 1 - 2 ** 51, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER];
    for (const [first, second] of values.flatMap((a) => values.map((b) => [a, b] as const))) {
      const samples = [first, second].map((value, startMs): StoredSample => {
        return { part: '', startMs, endMs: startMs, value, rawValue: null, rawUnit: null, flags: [] };
      });
      const [back] = decodeChunk(encodeChunk([{ ...one!, startMs: 0, endMs: 1, samples }]));
      expect(back?.samples.map(({ value }) => value)).toEqual([first, second]);
    }
  });

  it('refuses a run of attributes that it does not have', () => {
    const writer = new ColumnWriter();
    writer.unsigned(1);
    writer.unsigned(2);
    expect(() => readAttributes(new ColumnReader(writer.finish()), [{ meal_type: 'lunch' }], 1)).toThrow(RangeError);
  });

  it('keeps a heart rate at 1 Hz under nine bytes a sample before any compression', () => {
    const startMs = Date.parse('2026-10-20T06:00:00Z');
    const samples = Array.from({ length: 3600 }, (_, i): StoredSample => {
      const at = startMs + i * 1000;
      return {
        part: at.toString(36),
        startMs: at,
        endMs: at,
        value: 120 + (i % 7),
        rawValue: null,
        rawUnit: null,
        flags: [],
      };
    });
    const [one] = fc.sample(record, 1);
    const bytes = encodeChunk([{ ...one!, startMs, endMs: startMs + 3_600_000, samples }]);
    expect(bytes.length / samples.length).toBeLessThan(9);
  });
});

describe('columns', () => {
  it('round-trip every safe integer and text', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), (number, text) => {
        fc.pre(Math.abs(number) < Number.MAX_SAFE_INTEGER / 2);
        const writer = new ColumnWriter();
        writer.signed(number);
        writer.text(text);
        const reader = new ColumnReader(writer.finish());
        expect([reader.signed(), reader.text()]).toEqual([number, text]);
      }),
    );
  });

  it.each([
    [[1, 2, 3], 0],
    [[71.35], 2],
    [[0.1, 0.25], 2],
    [[1 / 3], null],
    [[-0], null],
    [[2 ** 51 - 1, 1 - 2 ** 51], 0],
    [[2 ** 51], null],
    [[4503726181.410401], null],
  ])('finds the decimals of %j', (values, decimals) => {
    expect(decimalsOf(values)).toBe(decimals);
  });
});
