import { toInstant } from '@tributary/contracts';
import type { StoredRecord } from '@tributary/store';
import { aSampleRecord } from '@tributary/testing';
import { ChunkRoom } from './chunk-room.js';

const MIB = 1_024 * 1_024;

function aRecord(at: number, samples: number, attributes?: Record<string, string>): StoredRecord {
  const uuid = `7b0c4a52-91de-4f0b-8b1e-${String(at).padStart(12, '0')}`;
  const { id, rawId, version, startMs, endMs } = aSampleRecord({ id: uuid, start: toInstant(at * 1_000), value: 60 });
  const profile = {
    ...{ rawType: 'HeartRate', startOffsetMinutes: 0, endOffsetMinutes: 0, timeZone: null, deviceTimeZone: null },
    ...{ recordingMethod: 'automatic' as const, flags: [] },
  };
  const sample = { part: '', startMs, endMs, value: 60, rawValue: null, rawUnit: null, flags: [] };
  return {
    ...{ id, rawId, version, startMs, endMs, profile, revision: 1, batchId: 'b', index: at },
    samples: Array.from({ length: samples }, () => ({ ...sample, ...(attributes && { attributes }) })),
  };
}

/** How many of the records find room. */
const taken = (records: readonly StoredRecord[], storedBytes = 0): number => {
  const room = new ChunkRoom(storedBytes);
  return records.filter((record) => room.take(record)).length;
};

describe('the room of a chunk', () => {
  it('holds what a second can bring', () => {
    const attributes = { motion_context: 'sedentary' };
    // Dense metrics have chunks of four hours.
    expect(taken(Array.from({ length: 4 * 3_600 }, (_, at) => aRecord(at, 1, attributes)))).toBe(4 * 3_600);
    // The last one of a day, after all others are stored with some 45 bytes each.
    expect(taken([aRecord(0, 1, attributes)], 45 * 86_400)).toBe(1);
  });

  it('ends before a document does', () => {
    expect(taken([aRecord(0, 1)], 8 * MIB)).toBe(0);
    expect(taken(Array.from({ length: 40 }, (_, at) => aRecord(at, 20_000)))).toBe(26);
    const long = (at: number) => ({ note: String(at).padStart(256, '\u0001') });
    const records = Array.from({ length: 6_000 }, (_, at) => aRecord(at, 1, long(at)));
    const most = taken(records);
    expect(most).toBeLessThan(6_000);
    expect(JSON.stringify(records.slice(0, most).map(({ samples }) => samples[0]!.attributes)).length).toBeLessThan(
      8 * MIB,
    );
  });

  it('takes attributes that rows share once', () => {
    const attributes = { note: 'x'.repeat(256) };
    expect(taken(Array.from({ length: 20_000 }, (_, at) => aRecord(at, 1, attributes)))).toBe(20_000);
  });
});
