import type { CanonicalRecord, Platform } from '@tributary/contracts';
import fc from 'fast-check';
import { createNormalizer } from './normalizer.js';

const RECEIVED_MS = Date.parse('2026-10-20T18:00:00Z');

/** A record as a person's phone holds it, before any bridge has written it down. */
interface Fact {
  readonly uuid: string;
  readonly startMs: number;
  readonly seconds: number;
  readonly app: string;
  readonly product: string;
  readonly zone: 'Europe/Berlin' | 'America/New_York' | null;
  readonly byHand: boolean | null;
  readonly syncVersion: number | null;
}

const uuids = fc.uuid().map((uuid) => uuid.toUpperCase());
const facts = fc.record<Fact>({
  uuid: uuids,
  startMs: fc.integer({ min: 1_700_000_000, max: 1_792_000_000 }).map((seconds) => seconds * 1000),
  seconds: fc.integer({ min: 1, max: 7200 }),
  app: fc.constantFrom('com.apple.health.0F6E2B11', 'com.example.scale'),
  product: fc.constantFrom('Watch7,4', 'iPhone17,2'),
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', null),
  byHand: fc.constantFrom(true, false, null),
  syncVersion: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 9 })),
});

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

/** Metadata of 14 and later: real booleans; `HKMetadataKey…` where the system keeps it. */
const metadataOf = ({ zone, byHand, syncVersion }: Fact, truth: (value: boolean) => unknown): object => ({
  ...(zone === null ? {} : { HKTimeZone: zone }),
  ...(byHand === null ? {} : { HKWasUserEntered: truth(byHand) }),
  ...(syncVersion === null ? {} : { HKMetadataKeySyncVersion: syncVersion, HKMetadataKeySyncIdentifier: 'sync-1' }),
});

interface HealthKitShape {
  readonly time: (ms: number) => string;
  readonly truth: (value: boolean) => unknown;
  readonly extra: (fact: Fact, identifier: string) => object;
  readonly version: string | null;
}

const asIs = (value: boolean): unknown => value;
const asInt = (value: boolean): unknown => Number(value);

/** The three generations of the HealthKit bridge. */
const SHAPES: Readonly<Record<'8.x' | '12.x' | '14+', HealthKitShape>> = {
  '8.x': { time: wholeSeconds, truth: asInt, version: null, extra: () => ({ device: null }) },
  '12.x': {
    time: iso,
    truth: asInt,
    version: '26.1',
    extra: ({ zone, byHand }, identifier) => ({
      sampleType: { identifier, isMinimumDurationRestricted: false },
      hasUndeterminedDuration: false,
      ...(zone === null ? {} : { metadataTimeZone: zone }),
      ...(byHand === null ? {} : { metadataWasUserEntered: byHand }),
    }),
  },
  '14+': {
    time: iso,
    truth: asIs,
    version: '26.1',
    extra: (_fact, identifier) => ({ sampleType: { identifier }, hasUndeterminedDuration: false }),
  },
};

function healthKit(fact: Fact, shape: HealthKitShape, identifier: string, fields: object): object {
  const { app, product, uuid, startMs, seconds } = fact;
  return shuffled({
    uuid,
    startDate: shape.time(startMs),
    endDate: shape.time(startMs + seconds * 1000),
    metadata: shuffled(metadataOf(fact, shape.truth)),
    sourceRevision: { source: { name: 'Source', bundleIdentifier: app }, version: shape.version, productType: product },
    ...shape.extra(fact, identifier),
    ...fields,
  });
}

const everyShape = (
  fact: Fact,
  identifier: string,
  fieldsOf: (version: keyof typeof SHAPES) => object,
): readonly (readonly CanonicalRecord[])[] =>
  (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).map((version) =>
    recordsOf('healthkit', healthKit(fact, SHAPES[version], identifier, fieldsOf(version))),
  );

const expectEqual = ([first, ...others]: readonly (readonly CanonicalRecord[])[]): void => {
  for (const other of others) expect(other).toEqual(first);
};

describe('old and new bridges of HealthKit give the same canonical records', () => {
  it('for quantities', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 20_000 }), (fact, quantity) => {
        const quantityType = 'HKQuantityTypeIdentifierStepCount';
        expectEqual(everyShape(fact, quantityType, () => ({ quantityType, quantity, unit: 'count' })));
      }),
    );
  });

  it('for sleep and other categories', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 5 }), (fact, value) => {
        const sleep = 'HKCategoryTypeIdentifierSleepAnalysis';
        expectEqual(everyShape(fact, sleep, () => ({ categoryType: sleep, value })));
        const symptom = 'HKCategoryTypeIdentifierHeadache';
        expectEqual(everyShape(fact, symptom, () => ({ categoryType: symptom, value: value % 5 })));
      }),
    );
  });

  it('for workouts, whose duration was a number and whose totals were missing or null', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 80 }), fc.boolean(), (fact, workoutActivityType, indoor) => {
        const statistics = {
          HKQuantityTypeIdentifierActiveEnergyBurned: { sumQuantity: { quantity: 300, unit: 'kcal' } },
        };
        const metadata = (version: keyof typeof SHAPES) => ({
          ...metadataOf(fact, SHAPES[version].truth),
          HKIndoorWorkout: SHAPES[version].truth(indoor),
        });
        const fields = {
          '8.x': { duration: fact.seconds, totalDistance: null, totalEnergyBurned: null, events: [], statistics },
          '12.x': { duration: { unit: 's', quantity: fact.seconds }, statistics, metadataIndoorWorkout: indoor },
          '14+': {
            duration: { unit: 's', quantity: fact.seconds },
            totalEnergyBurned: { unit: 'kcal', quantity: 300 },
            statistics,
          },
        };
        expectEqual(
          everyShape(fact, 'HKWorkoutTypeIdentifier', (version) => ({
            workoutActivityType,
            ...fields[version],
            metadata: metadata(version),
          })),
        );
      }),
    );
  });

  it('and the unit the person prefers does not make another version', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 3000, max: 20_000 }), (fact, decagrams) => {
        const quantityType = 'HKQuantityTypeIdentifierBodyMass';
        const kilograms = decagrams / 100;
        const [metric] = recordsOf(
          'healthkit',
          healthKit(fact, SHAPES['14+'], quantityType, { quantityType, quantity: kilograms, unit: 'kg' }),
        );
        const [pounds] = recordsOf(
          'healthkit',
          healthKit(fact, SHAPES['14+'], quantityType, { quantityType, quantity: kilograms / 0.45359237, unit: 'lb' }),
        );
        expect(pounds?.version).toEqual(metric?.version);
      }),
    );
  });
});

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
