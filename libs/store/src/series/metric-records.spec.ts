import { recordIdOf, sourceIdOf, type UserKey } from '@tributary/contracts';
import { sweep } from '@tributary/resolution';
import { asleepRecords } from './metric-records.js';
import { emptyChunk, type SeriesChunk } from './series-chunk.js';
import type { StoredRecord } from './stored-record.js';

const at = (clock: string): number => Date.parse(`2026-02-10T${clock}:00Z`);

/** A chunk of HealthKit's stage samples: `[code, start, end]`. */
const chunkOf = (samples: readonly (readonly [number, string, string])[]): SeriesChunk => {
  const sourceId = sourceIdOf('com.example', null, null, 'watch');
  const chunk = emptyChunk({ user: 'demo/u1' as UserKey, metric: 'sleep_stage', sourceId, hour: 0 });
  for (const [index, [value, start, end]] of samples.entries()) {
    const id = recordIdOf('healthkit', `s${String(index)}`);
    const times = { startMs: at(start), endMs: at(end) };
    const sample = { part: '', ...times, value, rawValue: null, rawUnit: null, flags: [] };
    const profile = { recordingMethod: 'automatic' } as StoredRecord['profile'];
    const version = { client: null, modifiedMs: null, hash: '' };
    const place = { rawId: null, revision: 1, batchId: 'b1', index };
    chunk.records.set(id, { id, ...place, ...times, version, profile, samples: [sample] });
  }
  return chunk;
};

const night = [
  [0, '00:00', '07:30'],
  [1, '00:30', '07:00'],
  [3, '01:00', '03:00'],
  [2, '03:00', '03:30'],
  [4, '03:30', '06:00'],
] as const;

describe('HealthKit sleep samples as records of sleep_duration', () => {
  const records = asleepRecords([chunkOf(night)], at('00:00'), at('12:00'));

  it('are those of sleep and of being awake, never those of being in bed', () => {
    expect(records.map(({ startMs }) => startMs)).toEqual(['00:30', '01:00', '03:00', '03:30'].map(at));
  });

  it('do not count the time awake, though a sample of sleep without stages lies under it', () => {
    // 00:30–07:00 without 03:00–03:30: 6 hours.
    const ranked = records.map((record) => ({ ...record, rank: 1 }));
    const [day] = sweep(ranked, [{ startMs: at('00:00'), endMs: at('12:00') }]);
    expect(day?.value).toBe(6 * 3600);
  });
});
