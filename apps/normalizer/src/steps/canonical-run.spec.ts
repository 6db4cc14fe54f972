import {
  unpackChunk,
  type CanonicalChunk,
  type CanonicalRecord,
  type CanonicalSample,
  type LastRun,
  type PackedChunk,
  type RecordId,
  type Source,
  type SourceId,
} from '@tributary/contracts';
import { aBatch } from '@tributary/testing';
import fc from 'fast-check';
import { RunWriter, type CanonicalRun } from './canonical-run.js';

const FACTS = aBatch();
const LAST: LastRun = {
  more: false,
  deletions: [],
  deletionProblems: [],
  deletionsUnavailable: [],
  snapshots: [],
  anchors: {},
  sequence: null,
};
const aSource = (id: string): Source => ({
  id: id as SourceId,
  app: { id, name: null },
  device: { manufacturer: null, model: null, type: 'unknown' },
});
const aSample: CanonicalSample = { part: '', metric: 'steps', startMs: 0, endMs: 1, value: 1 };
const aRecord = (index: number, samples = 1, sourceId = 's1', filler = ''): CanonicalRecord => ({
  id: `hk-${index}` as RecordId,
  index,
  version: { client: null, modifiedMs: null, hash: '' },
  rawType: filler,
  rawId: null,
  startOffsetMinutes: null,
  endOffsetMinutes: null,
  timeZone: null,
  startMs: 0,
  endMs: 1,
  sourceId: sourceId as SourceId,
  recordingMethod: 'unknown',
  flags: [],
  clientRecordId: null,
  content: { kind: 'samples', samples: Array.from({ length: samples }, () => aSample) },
});
const aWriter = () => new RunWriter(FACTS, () => [aSource('s1'), aSource('s2'), aSource('s3')]);
const chunkOf = ({ json }: CanonicalRun): CanonicalChunk => unpackChunk(JSON.parse(json) as PackedChunk);
const bordersOf = (runs: readonly CanonicalRun[]) => runs.map(({ fromIndex, toIndex }) => [fromIndex, toIndex]);

describe('the runs of a batch', () => {
  it('hold 500 records each', () => {
    const writer = aWriter();
    for (let index = 0; index < 1_201; index += 1) writer.add(index, [aRecord(index)], []);
    expect(bordersOf(writer.finish(LAST))).toEqual([
      [0, 500],
      [500, 1_000],
      [1_000, 1_201],
    ]);
  });

  it('hold 2,000 samples each, and a larger record alone', () => {
    const writer = aWriter();
    [900, 900, 900, 5_000, 1].forEach((samples, index) => writer.add(index, [aRecord(index, samples)], []));
    expect(bordersOf(writer.finish(LAST))).toEqual([
      [0, 2],
      [2, 3],
      [3, 4],
      [4, 5],
    ]);
  });

  it('hold 700,000 characters each', () => {
    const writer = aWriter();
    for (let index = 0; index < 4; index += 1)
      writer.add(index, [aRecord(index, 1, 's1', `${index}${'x'.repeat(300_000)}`)], []);
    expect(bordersOf(writer.finish(LAST))).toEqual([
      [0, 2],
      [2, 4],
    ]);
  });

  it('say once what their records have in common, each for itself', () => {
    const writer = aWriter();
    for (let index = 0; index < 501; index += 1) writer.add(index, [aRecord(index, 1, 's1', 'type')], []);
    const profiles = writer.finish(LAST).map(({ json }) => (JSON.parse(json) as PackedChunk).profiles);
    expect(profiles.map((list) => list.map(([number, { rawType }]) => [number, rawType]))).toEqual([
      [[0, 'type']],
      [[0, 'type']],
    ]);
  });

  it('keep the records of one raw record together', () => {
    const writer = aWriter();
    for (let index = 0; index < 3; index += 1)
      writer.add(
        index,
        Array.from({ length: 300 }, () => aRecord(index)),
        [],
      );
    expect(bordersOf(writer.finish(LAST))).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('name the sources of their own records, their problems and warnings, and what the batch says as a whole', () => {
    const writer = aWriter();
    const problem = {
      index: 1,
      code: 'payload_invalid',
      path: 'records[1].quantity',
      detail: 'Must be a number.',
    } as const;
    const warning = { index: 0, code: 'record_type_unknown', path: 'records[0].type' } as const;
    writer.add(0, [aRecord(0, 1, 's2')], [warning]);
    writer.addProblem(1, problem);
    const [run] = writer.finish({ ...LAST, sequence: 7 });
    expect(chunkOf(run!)).toEqual({
      schemaVersion: 1,
      batch: FACTS,
      fromIndex: 0,
      toIndex: 2,
      sources: [aSource('s2')],
      records: [aRecord(0, 1, 's2')],
      problems: [problem],
      warnings: [warning],
      last: { ...LAST, sequence: 7 },
    });
    expect(run).toMatchObject({ passed: 1, samples: 1, warnings: [warning] });
  });

  it('are as many as a flood of deletions needs, with the rest of the batch in the last', () => {
    const deletions = Array.from({ length: 25_000 }, (_, index) => ({
      index,
      id: `hk-${index}` as RecordId,
      rawId: String(index),
      recordType: null,
      deletedMs: 0,
    }));
    const chunks = aWriter()
      .finish({ ...LAST, deletions, anchors: { Steps: 'a' } })
      .map(chunkOf);
    expect(chunks.map(({ last }) => [last?.more, last?.deletions.length, last?.anchors])).toEqual([
      [true, 10_000, {}],
      [true, 10_000, {}],
      [false, 5_000, { Steps: 'a' }],
    ]);
    expect(chunks.flatMap(({ last }) => last?.deletions.map(({ index }) => index) ?? [])).toEqual(
      deletions.map(({ index }) => index),
    );
  });

  it('are one without records when a batch has none', () => {
    expect(aWriter().finish(LAST).map(chunkOf)).toMatchObject([{ fromIndex: 0, toIndex: 0, records: [], last: LAST }]);
  });

  it('cover every raw record once and in order, and only the last one ends the batch', () => {
    const aRaw = fc.record({
      records: fc.integer({ min: 0, max: 400 }),
      samples: fc.integer({ min: 0, max: 1_500 }),
      bad: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(aRaw, { maxLength: 12 }), (raws) => {
        const writer = aWriter();
        const problem = (index: number) => ({ index, code: 'payload_invalid', path: '', detail: '' }) as const;
        raws.forEach(({ records, samples, bad }, index) => {
          if (bad) writer.addProblem(index, problem(index));
          else
            writer.add(
              index,
              Array.from({ length: records }, (_, at) => aRecord(index, at === 0 ? samples : 0)),
              [],
            );
        });
        const chunks = writer.finish(LAST).map(chunkOf);
        expect(chunks.map(({ last }) => last !== null)).toEqual(chunks.map((_, at) => at === chunks.length - 1));
        chunks.forEach((chunk, at) => {
          expect(chunk.fromIndex).toBe(chunks[at - 1]?.toIndex ?? 0);
          for (const { index } of [...chunk.records, ...chunk.problems]) {
            expect(index).toBeGreaterThanOrEqual(chunk.fromIndex);
            expect(index).toBeLessThan(chunk.toIndex);
          }
        });
        expect(chunks.at(-1)?.toIndex).toBe(raws.length);
        const expected = raws.flatMap(({ records, bad }, index) =>
          bad ? [] : Array.from({ length: records }, () => index),
        );
        expect(chunks.flatMap((chunk) => chunk.records.map(({ index }) => index))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});
