import fc from 'fast-check';
import { SampleSchema, type RecordId, type SampleAttributes, type SourceId } from '@tributary/contracts';
import { timelineOf } from '@tributary/resolution';
import { placedSamples } from '../queries/placed-samples.js';
import { encodeChunk } from '../series/chunk-codec.js';
import { chunkId } from '../series/chunk-key.js';
import { chunkRows } from '../series/chunk-rows.js';
import type { RecordProfile, StoredRecord, StoredSample } from '../series/stored-record.js';
import { SampleLines } from './sample-lines.js';
import { Utf8Writer } from './utf8-writer.js';
import { toSampleView, type ZoneLookup } from './sample-view.js';

const SOURCE = 'src-0123456789abcdef' as SourceId;
const text = fc.oneof(
  fc.constantFrom('HeartRate', 'a"b\\c', 'Ünïcode\n', '\ud800', '🫀'),
  fc.string({ minLength: 1, maxLength: 12 }),
);
const profile = fc.record<RecordProfile>({
  rawType: text,
  startOffsetMinutes: fc.constantFrom(null, 0, 120, -330),
  endOffsetMinutes: fc.constant(null),
  timeZone: fc.constant(null),
  deviceTimeZone: fc.constantFrom(null, 'Asia/Kolkata', 'Nowhere/Land'),
  recordingMethod: fc.constantFrom('unknown', 'automatic', 'manual'),
  flags: fc.constantFrom([], ['manual'], ['manual', 'content_identity']),
});
// Few distinct times, so that there are ties; some far from now.
const time = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((minutes) => Date.parse('2026-03-29T00:59:59.999Z') + minutes * 60_000),
  fc.integer({ min: -62_200_000_000_000, max: 253_500_000_000_000 }),
);
const value = fc.oneof(fc.integer({ min: 0, max: 250 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const sample = fc.record<StoredSample>({
  part: fc.oneof(fc.constant(''), text),
  startMs: time,
  endMs: time,
  value,
  rawValue: fc.option(value),
  rawUnit: fc.option(text),
  flags: fc.constantFrom([], ['out_of_soft_bounds'], ['manual', 'magnitude_suspect']),
});
const attributed = fc
  .tuple(
    sample,
    fc.constantFrom<SampleAttributes>(
      { meal_relation: 'fasting' },
      { body_position: 'a"b', barometric_pressure: { value: 1.01, unit: 'atm' }, was_taken_in_lab: true },
    ),
  )
  .map(([one, attributes]): StoredSample => ({ ...one, attributes }));
/** Samples of a series are named by their start. */
const named = fc
  .tuple(fc.oneof(sample, attributed), fc.boolean())
  .map(([one, isTimed]) => (isTimed ? { ...one, part: one.startMs.toString(36) } : one));
const record = fc.record<StoredRecord>({
  id: fc.oneof(
    fc.uuid().map((id) => `hk-${id}`),
    text.map((own) => `hc-${own}`),
  ) as fc.Arbitrary<RecordId>,
  rawId: fc.option(text),
  version: fc.record({
    client: fc.option(fc.nat()),
    modifiedMs: fc.option(time),
    hash: fc.stringMatching(/^[0-9a-f]{16}$/),
  }),
  revision: fc.integer({ min: 1, max: 300 }),
  startMs: time,
  endMs: time,
  profile,
  batchId: fc.uuid(),
  index: fc.nat({ max: 10_000 }),
  samples: fc.uniqueArray(named, { minLength: 1, maxLength: 4, selector: ({ part }) => part }),
});
const records = fc.uniqueArray(record, { maxLength: 12, selector: ({ id }) => id });

/** Records whose lines are alike but for ids, times and numbers. */
const PLAIN: RecordProfile = {
  rawType: 'HeartRate',
  startOffsetMinutes: 60,
  endOffsetMinutes: 60,
  timeZone: null,
  deviceTimeZone: null,
  recordingMethod: 'automatic',
  flags: [],
};
const alike = fc
  .tuple(
    record,
    fc.oneof(
      fc.uuid().map((id) => `hk-${id}`),
      fc.constantFrom('hc-one', 'hc-two', 'hc-a"b', 'hc-ü', 'hc-\u007f12', 'hc-longer'),
    ) as fc.Arbitrary<RecordId>,
    fc.constantFrom(null, 'ONE', 'TWO', '"ab', 'ü12', 'LONGER'),
    fc.integer({ min: 9, max: 10 }),
  )
  .map(([one, id, rawId, revision]): StoredRecord => {
    const samples = one.samples.map((each): StoredSample => ({
      ...each,
      part: each.part === '' ? '' : each.startMs.toString(36),
      value: Math.trunc(each.value) % 100,
      rawValue: each.rawValue && Math.trunc(each.rawValue) % 100,
      rawUnit: null,
      flags: [],
    }));
    const distinct = [...new Map(samples.map((each) => [each.part, each])).values()];
    return { ...one, id, rawId, revision, profile: PLAIN, samples: distinct.map(({ attributes: _, ...rest }) => rest) };
  });

const NOWHERE: ZoneLookup = { zoneInForce: () => null };
const CHANGING: ZoneLookup = {
  zoneInForce: (ms) => (ms < Date.parse('2026-03-29T01:01:00Z') ? null : timelineOf('Europe/Berlin').zoneInForce(ms)),
};

describe('lines of samples', () => {
  it('have every field that a sample is said to have', () => {
    const [full] = fc.sample(attributed, 1);
    const [own] = fc.sample(record, 1);
    const rows = chunkRows(encodeChunk([{ ...own!, samples: [full!] }]), SOURCE);
    const out = new Utf8Writer(64);
    new SampleLines('heart_rate', NOWHERE).write(out, rows, 0);
    const fields = Object.keys(JSON.parse(out.take().toString()) as object);
    expect(fields.sort()).toEqual(Object.keys(SampleSchema.properties).sort());
  });

  /** Lines as they are written, taken from time to time, and as a page has them. */
  function bothWays(stored: readonly StoredRecord[], metric: string, zones: ZoneLookup, isTaken: () => boolean) {
    const bytes = encodeChunk(stored);
    const id = chunkId({ user: 'demo/u1' as never, metric, sourceId: SOURCE, hour: 0 });
    const objects = placedSamples(id, bytes, { fromMs: -Infinity }).map(({ record: own, sample: one }) =>
      JSON.stringify(toSampleView(metric, SOURCE, own, one, zones)),
    );
    const rows = chunkRows(bytes, SOURCE);
    const lines = new SampleLines(metric, zones);
    const out = new Utf8Writer(64);
    let written = '';
    for (let row = 0; row < rows.length; row++) {
      lines.write(out, rows, row);
      out.text('\n');
      if (isTaken()) written += out.take().toString();
    }
    return { written: written + out.take().toString(), objects: objects.map((object) => `${object}\n`).join('') };
  }

  it.each([
    ['of who is nowhere', NOWHERE],
    ['over a clock change', CHANGING],
  ])('are byte for byte the objects of a page: %s', (_title, zones) => {
    fc.assert(
      fc.property(records, fc.constantFrom('heart_rate', 'steps'), (stored, metric) => {
        const { written, objects } = bothWays(stored, metric, zones, () => false);
        expect(written).toBe(objects);
      }),
      { numRuns: 300 },
    );
  });

  it('are so too where one repeats another but for ids, times and numbers', () => {
    const many = fc.uniqueArray(alike, { minLength: 2, maxLength: 12, selector: ({ id }) => id });
    fc.assert(
      fc.property(many, fc.infiniteStream(fc.nat({ max: 5 })), (stored, dice) => {
        const { written, objects } = bothWays(stored, 'heart_rate', NOWHERE, () => dice.next().value === 0);
        expect(written).toBe(objects);
      }),
      { numRuns: 1_000 },
    );
  });
});
