import { RECORD_TYPES } from '@tributary/contracts';
import { createNormalizer } from '../normalizer.js';

const celsius = { inCelsius: -0.2, inFahrenheit: -0.36 };

/** By type: the list of its samples, and what one holds beside its time. */
const SERIES: Readonly<Record<string, readonly [list: string, value: object]>> = {
  HeartRate: ['samples', { beatsPerMinute: 64 }],
  Speed: ['samples', { speed: { inMetersPerSecond: 2.8 } }],
  Power: ['samples', { power: { inWatts: 187 } }],
  StepsCadence: ['samples', { rate: 168 }],
  CyclingPedalingCadence: ['samples', { revolutionsPerMinute: 84 }],
  SkinTemperature: ['deltas', { delta: celsius }],
};

const [START, END] = ['2026-10-20T06:00:00Z', '2026-10-20T07:00:00Z'];

function recordOf(recordType: string, times: readonly string[]) {
  const [list, value] = SERIES[recordType] ?? ['samples', {}];
  const samples = times.map((time) => ({ time, ...value }));
  const raw = { recordType, startTime: START, endTime: END, [list]: samples, metadata: { id: 'a' } };
  const receivedMs = Date.parse('2026-10-26T18:00:00Z');
  return {
    list,
    result: createNormalizer({ platform: 'health_connect', receivedMs, deviceTimeZone: null }).record(raw, 0),
  };
}

it('the series below are all there are', () => {
  const ids = RECORD_TYPES.filter(({ platform, family }) => platform === 'health_connect' && family === 'series');
  expect(Object.keys(SERIES).sort()).toEqual(ids.map(({ id }) => id).sort());
});

describe.each(Object.keys(SERIES))('samples of %s', (recordType) => {
  it('lie inside the window, both ends included; others are left out with a warning', () => {
    const times = [
      '2026-10-20T05:00:00Z',
      START,
      '2026-10-20T06:30:00Z',
      END,
      '2026-10-20T07:00:00.001Z',
      '2026-10-25T06:30:00Z',
    ];
    const { list, result } = recordOf(recordType, times);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    const [record] = result.records;
    const kept = record?.content.kind === 'samples' ? record.content.samples.map(({ startMs }) => startMs) : [];
    expect(kept).toEqual([START, '2026-10-20T06:30:00Z', END].map((time) => Date.parse(time)));
    expect(result.warnings).toEqual(
      [0, 4, 5].map((at) => ({ index: 0, code: 'series_sample_rejected', path: `records[0].${list}[${String(at)}]` })),
    );
  });

  it('that all lie outside it leave nothing of the record', () => {
    const { list, result } = recordOf(recordType, ['2026-10-25T06:30:00Z', '2026-10-20T05:59:59.999Z']);
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'time_window_invalid', path: `records[0].${list}[0].time` },
    });
  });
});
