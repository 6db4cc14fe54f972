import { METRIC_BY_ID, type PlacedRules, type RecordingMethod, type Source, type SourceId } from '@tributary/contracts';
import fc from 'fast-check';
import { dayCell, dayCellOfColumns, type DayCellInput } from './daily-cell.js';
import { explainDayCell, explainDayCellOfColumns } from './explained-day.js';
import type { SampleColumns } from './sample-columns.js';

const METHODS: readonly RecordingMethod[] = ['automatic', 'manual'];
const SOURCES = ['watch', 'phone', 'scale'];
const RULES: PlacedRules = { user: [], tenant: [] };
const sources: ReadonlyMap<string, Source> = new Map(
  SOURCES.map((type) => [
    type,
    { id: type as SourceId, app: { id: 'app', name: null }, device: { manufacturer: null, model: null, type } },
  ]),
);

interface Sample {
  readonly id: string;
  readonly sourceId: string;
  readonly recordingMethod: RecordingMethod;
  readonly modifiedMs: number | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number;
}

/** One record for each sample. */
const columnsOf = (sourceId: string, samples: readonly Sample[]): SampleColumns => ({
  sourceId,
  startMs: Float64Array.from(samples, ({ startMs }) => startMs),
  endMs: Float64Array.from(samples, ({ endMs }) => endMs),
  value: Float64Array.from(samples, ({ value }) => value),
  recordOf: Uint32Array.from(samples, (_, index) => index),
  methods: samples.map(({ recordingMethod }) => recordingMethod),
  modifiedMs: samples.map(({ modifiedMs }) => modifiedMs),
  idAt: (row) => samples[row]?.id ?? '',
});

const bySource = (samples: readonly Sample[]): SampleColumns[] =>
  SOURCES.map((source) =>
    columnsOf(
      source,
      samples.filter(({ sourceId }) => sourceId === source),
    ),
  );

function dayOf(metric: string): Omit<DayCellInput, 'records'> {
  const row = METRIC_BY_ID.get(metric);
  if (!row) throw new Error(`No metric ${metric}`);
  // A date that a zone change cut in two.
  const windows = [
    { startMs: 10, endMs: 40 },
    { startMs: 50, endMs: 90 },
  ];
  return { metric: row, date: '2026-01-05', windows, sources, rules: RULES };
}

const samples = fc.array(
  fc.record({
    sourceId: fc.constantFrom(...SOURCES),
    recordingMethod: fc.constantFrom(...METHODS),
    modifiedMs: fc.option(fc.integer({ min: 0, max: 2 })),
    startMs: fc.integer({ min: 0, max: 100 }),
    length: fc.integer({ min: -1, max: 3 }),
    value: fc.float({ min: 30, max: 200, noNaN: true }),
  }),
  { maxLength: 60 },
);

describe('a day of columns', () => {
  it.each(['heart_rate', 'body_mass', 'environmental_audio_exposure'].filter((id) => METRIC_BY_ID.has(id)))(
    'of %s has the value and the shares of the same day of records',
    (metric) => {
      const day = dayOf(metric);
      fc.assert(
        fc.property(samples, (drawn) => {
          const records = drawn.map(({ length, ...rest }, index) => ({
            ...rest,
            id: `r${String((index * 7) % 61)}`,
            endMs: rest.startMs + length,
          }));
          expect(dayCellOfColumns(day, bySource(records))).toEqual(dayCell({ ...day, records }));
        }),
      );
    },
  );

  it('is explained as the same day of records is, whatever never counts', () => {
    const order = fc.subarray(SOURCES).map((types) => types.map((deviceType) => ({ deviceType })));
    fc.assert(
      fc.property(samples, order, fc.constantFrom('last', 'never'), (drawn, entries, unlisted) => {
        const rule = { metric: '*', effectiveFrom: null, order: entries, unlisted };
        const day = { ...dayOf('heart_rate'), rules: { user: [rule], tenant: [] } };
        const records = drawn.map(({ length, ...rest }, index) => ({
          ...rest,
          id: `r${String((index * 7) % 61)}`,
          endMs: rest.startMs + length,
        }));
        expect(explainDayCellOfColumns(day, bySource(records))).toEqual(explainDayCell({ ...day, records }));
      }),
    );
  });

  it('speaks with the watch although the phone has more samples', () => {
    const sample = (sourceId: string, startMs: number, value: number): Sample => ({
      id: `${sourceId}${String(startMs)}`,
      sourceId,
      recordingMethod: 'automatic',
      modifiedMs: null,
      startMs,
      endMs: startMs,
      value,
    });
    const all = [sample('phone', 20, 100), sample('phone', 21, 100), sample('watch', 30, 60), sample('watch', 45, 999)];
    expect(dayCellOfColumns(dayOf('heart_rate'), bySource(all))).toMatchObject({
      value: 60,
      sources: [{ sourceId: 'watch', value: 60, seconds: 0 }],
    });
  });

  it('is null without a sample in its windows', () => {
    expect(dayCellOfColumns(dayOf('heart_rate'), bySource([]))).toBeNull();
  });
});
