import type { Platform } from '@tributary/contracts';
import { type PersonOptions, type SimulatedDay, type WireRecord, createPerson } from './index.js';

const BERLIN = [{ from: '2026-01-01', zone: 'Europe/Berlin' }];
const PLATFORMS: Platform[] = ['healthkit', 'health_connect'];

const aPerson = (overrides: Partial<PersonOptions> = {}): PersonOptions => ({
  seed: 'lena',
  platform: 'healthkit',
  zonePlan: BERLIN,
  start: '2026-10-01',
  days: 28,
  ...overrides,
});

interface Wire {
  readonly [key: string]: unknown;
  readonly quantityType?: string;
  readonly categoryType?: string;
  readonly recordType?: string;
  readonly quantity?: number;
  readonly count?: number;
  readonly uuid?: string;
  readonly startDate?: string;
  readonly startTime?: string;
  readonly time?: string;
  readonly samples?: readonly { time: string }[];
  readonly sourceRevision?: { productType: string };
  readonly metadata: { id?: string; device?: { type: number }; HKTimeZone?: string };
  readonly zoneOffset?: { id: string };
  readonly startZoneOffset?: { id: string };
}

const recordsOf = (day: SimulatedDay): Wire[] =>
  day.batches.flatMap((batch) => batch.records as readonly WireRecord[] as unknown as Wire[]);
const idOf = (record: Wire): string => record.uuid ?? record.metadata.id ?? '';
const sum = (records: readonly Wire[], value: (record: Wire) => number | undefined): number =>
  records.reduce((total, record) => total + (value(record) ?? 0), 0);

describe.each(PLATFORMS)('a person on %s', (platform) => {
  it('is the same to the byte for the same seed, and another for another seed', () => {
    const bytes = (seed: string): string => JSON.stringify(createPerson(aPerson({ seed, platform })).day('2026-10-20'));
    expect(bytes('lena')).toBe(bytes('lena'));
    expect(bytes('lena')).not.toBe(bytes('omar'));
  });

  it('sends the same bytes for a day whenever the person begins, so that a batch id never comes with other content', () => {
    const bytes = (start: string): string =>
      JSON.stringify(createPerson(aPerson({ platform, start })).day('2026-10-20'));
    expect(bytes('2026-10-01')).toBe(bytes('2026-09-25'));
  });

  it('gives every record and every batch an id of its own', () => {
    const person = createPerson(aPerson({ platform, days: 12 }));
    const days = person.dates.map((date) => person.day(date));
    const ids = days.flatMap(recordsOf).map(idOf);
    const batchIds = days.flatMap((day) => day.batches.map((batch) => batch.batchId));
    expect(ids).not.toContain('');
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(batchIds).size).toBe(batchIds.length);
  });

  it('has heart-rate readings through the 23 and the 25 hours of days on which clocks change', () => {
    const person = createPerson(aPerson({ platform, start: '2026-03-01', days: 300 }));
    const hours = (date: string): number => {
      const day = person.day(date);
      const times = recordsOf(day)
        .filter(
          (record) => record.quantityType === 'HKQuantityTypeIdentifierHeartRate' || record.recordType === 'HeartRate',
        )
        .flatMap((record) => record.samples?.map((sample) => sample.time) ?? [record.startDate ?? '']);
      const slots = new Set(times.map((time) => Math.floor(Date.parse(time) / 3_600_000)));
      expect(day.truth.dayLengthSeconds).toBe(slots.size * 3600);
      return slots.size;
    };
    expect([hours('2026-03-28'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25]);
  });

  it('sends what its truth says: steps of phone and worn device', () => {
    const day = createPerson(aPerson({ platform })).day('2026-10-20');
    const steps = recordsOf(day).filter(
      (record) => record.quantityType === 'HKQuantityTypeIdentifierStepCount' || record.recordType === 'Steps',
    );
    const isPhone = (record: Wire): boolean =>
      record.sourceRevision?.productType === 'iPhone17,2' || record.metadata.device?.type === 2;
    const value = (record: Wire): number | undefined => record.quantity ?? record.count;
    expect(sum(steps.filter(isPhone), value)).toBe(day.truth.steps.phone);
    expect(
      sum(
        steps.filter((record) => !isPhone(record)),
        value,
      ),
    ).toBe(day.truth.steps.worn);
  });

  it('resolves to less than both devices together and to more than either alone', () => {
    const { steps } = createPerson(aPerson({ platform })).day('2026-10-20').truth;
    expect(steps.resolved).toBeGreaterThan(steps.worn);
    expect(steps.resolved).toBeLessThan(steps.worn + steps.phone);
  });

  it('tells the zone of the phone in each batch, before and after a journey', () => {
    const zonePlan = [...BERLIN, { from: '2026-10-10', zone: 'America/New_York' }];
    const day = createPerson(aPerson({ platform, zonePlan })).day('2026-10-10');
    const zones = day.batches.map((batch) => batch.device.timeZone);
    expect(zones[0]).toBe('Europe/Berlin');
    expect(zones.at(-1)).toBe('America/New_York');
    expect(day.truth.dayLengthSeconds).toBe(30 * 3600);
  });

  it('refuses a date that is not its own', () => {
    expect(() => createPerson(aPerson({ platform })).day('2026-11-20')).toThrow(RangeError);
  });
});

it('writes Health Connect offsets that change on a journey', () => {
  const zonePlan = [...BERLIN, { from: '2026-10-10', zone: 'America/New_York' }];
  const day = createPerson(aPerson({ platform: 'health_connect', zonePlan })).day('2026-10-10');
  const offsets = recordsOf(day).map((record) => (record.startZoneOffset ?? record.zoneOffset)?.id);
  expect(new Set(offsets)).toEqual(new Set(['+02:00', '-04:00']));
});

it('counts resolved steps as a sweep over all records would', () => {
  const day = createPerson(aPerson({ platform: 'health_connect' })).day('2026-10-22');
  const steps = recordsOf(day)
    .filter((record) => record.recordType === 'Steps')
    .map((record) => ({
      start: Date.parse(String(record['startTime'])),
      end: Date.parse(String(record['endTime'])),
      count: record.count ?? 0,
      rank: record.metadata.device?.type === 6 ? 1 : 0,
    }));
  const edges = [...new Set(steps.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const swept = edges.slice(1).reduce((total, end, index) => {
    const start = edges[index] ?? end;
    const open = steps.filter((step) => step.start < end && step.end > start).sort((a, b) => b.rank - a.rank)[0];
    return open === undefined ? total : total + (open.count * (end - start)) / (open.end - open.start);
  }, 0);
  expect(swept).toBeCloseTo(day.truth.steps.resolved, 6);
});
