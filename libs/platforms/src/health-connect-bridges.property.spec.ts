import type { CanonicalRecord, Platform } from '@tributary/contracts';
import fc from 'fast-check';
import { createNormalizer } from './normalizer.js';

const RECEIVED_MS = Date.parse('2026-10-20T18:00:00Z');

const recordsOf = (platform: Platform, raw: object): readonly CanonicalRecord[] => {
  const json = JSON.parse(JSON.stringify(raw)) as unknown;
  const result = createNormalizer({ platform, receivedMs: RECEIVED_MS, deviceTimeZone: 'Europe/Berlin' }).record(
    json,
    0,
  );
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  // The raw record differs, of course; and the attributes of a workout name what only some bridges send.
  return result.records.map(({ raw: _raw, ...record }) => record as CanonicalRecord);
};

const iso = (ms: number): string => new Date(ms).toISOString();
const wholeSeconds = (ms: number): string => iso(ms).replace('.000Z', 'Z');
const shuffled = (value: object): object => Object.fromEntries(Object.entries(value).reverse());

const expectEqual = ([first, ...others]: readonly (readonly CanonicalRecord[])[]): void => {
  for (const other of others) expect(other).toEqual(first);
};

const OFFSET = { id: '+02:00', totalSeconds: 7200 };

/** Metadata by generation; a device without names, which is all that the int of the old ones can say. */
const HEALTH_CONNECT_METADATA: Readonly<Record<string, (type: number) => object>> = {
  '1.x': (type) => ({ device: type }),
  '3.x': (type) => ({ device: { type, manufacturer: null, model: null } }),
  '4.x': (type) => ({ device: { type, manufacturer: null, model: null }, manufacturer: null, model: null }),
};

const everyGeneration = (id: string, type: number, fields: object): readonly (readonly CanonicalRecord[])[] =>
  Object.values(HEALTH_CONNECT_METADATA).map((device) =>
    recordsOf(
      'health_connect',
      shuffled({
        ...fields,
        metadata: {
          id,
          dataOrigin: 'com.example.app',
          lastModifiedTime: '2026-10-20T16:45:10.214Z',
          clientRecordId: null,
          clientRecordVersion: 0,
          recordingMethod: 2,
          ...device(type),
        },
      }),
    ),
  );

describe('old and new bridges of Health Connect give the same canonical records', () => {
  const window = { startTime: '2026-10-20T06:00:00Z', endTime: '2026-10-20T06:15:00Z' };

  it('for the device, which was an int', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 20_000 }),
        (id, type, count) => {
          expectEqual(everyGeneration(id, type, { recordType: 'Steps', ...window, count }));
        },
      ),
    );
  });

  it('for offsets, which come as object, text or seconds', () => {
    const offsets = [OFFSET, '+02:00', 7200, { totalSeconds: 7200 }, { id: '+02:00' }];
    expectEqual(
      offsets.map((startZoneOffset) =>
        recordsOf('health_connect', {
          recordType: 'Steps',
          ...window,
          startZoneOffset,
          endZoneOffset: startZoneOffset,
          count: 5,
          metadata: { id: 'a' },
        }),
      ),
    );
  });

  it('for fractions of a second, which have 0, 3, 6 or 9 digits', () => {
    const times = [
      '2026-10-20T06:00:00Z',
      '2026-10-20T06:00:00.000Z',
      '2026-10-20T06:00:00.000000Z',
      '2026-10-20T06:00:00.000000000Z',
    ];
    expectEqual(
      times.map((startTime) =>
        recordsOf('health_connect', { recordType: 'Steps', ...window, startTime, count: 5, metadata: { id: 'a' } }),
      ),
    );
  });

  it('for the order of samples, stages and keys', () => {
    const reading = fc.record({
      time: fc.integer({ min: 0, max: 900 }).map((s) => wholeSeconds(Date.parse('2026-10-20T06:00:00Z') + s * 1000)),
      beatsPerMinute: fc.integer({ min: 40, max: 200 }),
    });
    fc.assert(
      fc.property(
        fc
          .array(reading, { minLength: 1, maxLength: 30 })
          .chain((samples) =>
            fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length })),
          ),
        ([samples, mixed]) => {
          const series = (list: readonly object[]) => ({
            recordType: 'HeartRate',
            ...window,
            samples: list.map(shuffled),
            metadata: { id: 'a' },
          });
          expect(recordsOf('health_connect', series(mixed))).toEqual(recordsOf('health_connect', series(samples)));
        },
      ),
    );
  });

  it('for routes, which had no type before 3.3', () => {
    const route = [{ time: '2026-10-20T06:00:15Z', latitude: 48.1, longitude: 11.5 }];
    const session = { recordType: 'ExerciseSession', ...window, exerciseType: 56, metadata: { id: 'a' } };
    expectEqual(
      [{ type: 'DATA', route }, { route }, route, { type: 0, locations: route }].map((exerciseRoute) =>
        recordsOf('health_connect', { ...session, exerciseRoute }),
      ),
    );
  });
});
