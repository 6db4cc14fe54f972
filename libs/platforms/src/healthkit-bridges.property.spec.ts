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
