import fc from 'fast-check';
import { DAY_MS, HOUR_MS, addDays } from './calendar.js';
import { createZoneTimeline, timelineOf, type ZoneFacts } from './zone-timeline.js';

const at = (text: string) => Date.parse(text);
const hourOf = (text: string) => at(text) / HOUR_MS;
const nowhere: ZoneFacts = { entries: [], fallbackZone: null, evidence: [] };

describe('the zone at an instant', () => {
  const noon = at('2026-01-10T12:00Z');

  it('is the nearest offset that a record named, assumed, where no zone is known', () => {
    const timeline = createZoneTimeline({
      ...nowhere,
      evidence: [{ hour: Date.parse('2026-10-20T06:00:00Z') / 3_600_000, offsetMinutes: 120 }],
    });
    const named = { offsetMinutes: 120, zone: null };
    expect(timeline.zoneAt(Date.parse('2026-10-20T06:30:00Z'))).toEqual({ ...named, assumed: false });
    expect(timeline.zoneAt(Date.parse('2026-10-19T22:00:00Z'))).toEqual({ ...named, assumed: true });
    expect(timeline.dayWindow('2026-10-20')?.windows).toEqual([
      { startMs: Date.parse('2026-10-19T22:00:00Z'), endMs: Date.parse('2026-10-20T22:00:00Z') },
    ]);
  });

  it.each([
    ['2026-10-22T06:59:59Z', 120],
    ['2026-10-22T07:00:00Z', 0],
    ['2026-10-18T06:00:00Z', 120],
    ['2026-10-18T05:59:59Z', 0],
  ])('is at %s, of an hour named two days from it and no zone, %d minutes', (text, offsetMinutes) => {
    const evidence = [{ hour: hourOf('2026-10-20T06:00Z'), offsetMinutes: 120 }];
    expect(createZoneTimeline({ ...nowhere, evidence }).zoneAt(at(text))).toMatchObject({
      offsetMinutes,
      assumed: true,
    });
  });

  it('is UTC, assumed, where nothing is known', () => {
    expect(createZoneTimeline(nowhere).zoneAt(noon)).toEqual({ offsetMinutes: 0, zone: 'UTC', assumed: true });
  });

  it('is the fallback, assumed, where no entry exists', () => {
    const timeline = createZoneTimeline({ ...nowhere, fallbackZone: 'Asia/Tokyo' });
    expect(timeline.zoneAt(noon)).toEqual({ offsetMinutes: 540, zone: 'Asia/Tokyo', assumed: true });
  });

  it('is the entry in force, and before the first entry that one, assumed', () => {
    const entries = [
      { fromMs: noon, zone: 'Europe/Berlin' },
      { fromMs: noon - DAY_MS, zone: 'Asia/Tokyo' },
    ];
    const timeline = createZoneTimeline({ ...nowhere, entries, fallbackZone: 'America/New_York' });
    expect(timeline.zoneAt(noon)).toEqual({ offsetMinutes: 60, zone: 'Europe/Berlin', assumed: false });
    expect(timeline.zoneAt(noon - 1)).toEqual({ offsetMinutes: 540, zone: 'Asia/Tokyo', assumed: false });
    expect(timeline.zoneAt(noon - DAY_MS - 1)).toEqual({ offsetMinutes: 540, zone: 'Asia/Tokyo', assumed: true });
  });

  it('is what records named in that hour, before any entry', () => {
    const evidence = [{ hour: noon / HOUR_MS, offsetMinutes: -300 }];
    const timeline = createZoneTimeline({ entries: [{ fromMs: 0, zone: 'Asia/Tokyo' }], fallbackZone: null, evidence });
    expect(timeline.zoneAt(noon)).toEqual({ offsetMinutes: -300, zone: null, assumed: false });
    expect(timeline.zoneAt(noon + HOUR_MS)).toMatchObject({ zone: 'Asia/Tokyo' });
  });

  it.each([
    [36, 60, -300],
    [37, 60, 540],
    [12, 120, 540],
  ])('%d hours between evidence of -300 and of another hour (%d apart from it)', (gap, difference, between) => {
    const hour = noon / HOUR_MS;
    const offsetMinutes = difference === 60 ? -300 : -300 + difference;
    const evidence = [
      { hour, offsetMinutes: -300 },
      { hour: hour + gap, offsetMinutes },
    ];
    const timeline = createZoneTimeline({ entries: [{ fromMs: 0, zone: 'Asia/Tokyo' }], fallbackZone: null, evidence });
    expect(timeline.zoneAt(noon + 2 * HOUR_MS).offsetMinutes).toBe(between);
  });

  it('follows the zone in force through an hour in which its clock changes, where records agree with it', () => {
    const entries = [{ fromMs: 0, zone: 'Australia/Lord_Howe' }];
    const change = '2026-10-03T15:30:00Z';
    const evidence = [{ hour: hourOf('2026-10-03T15:00Z'), offsetMinutes: 630 }];
    const timeline = createZoneTimeline({ entries, fallbackZone: null, evidence });
    expect(timeline.zoneAt(at(change) - 1)).toMatchObject({ offsetMinutes: 630, zone: 'Australia/Lord_Howe' });
    expect(timeline.zoneAt(at(change))).toMatchObject({ offsetMinutes: 660, zone: 'Australia/Lord_Howe' });
  });
});

describe('a local day', () => {
  const berlin = timelineOf('Europe/Berlin');

  it.each([
    ['2026-03-28', 24, '2026-03-27T23:00Z', '2026-03-28T23:00Z'],
    ['2026-03-29', 23, '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['2026-10-25', 25, '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ])('%s has %d hours in Berlin', (date, hours, start, end) => {
    expect(berlin.dayWindow(date)).toEqual({
      windows: [{ startMs: at(start), endMs: at(end) }],
      lengthSeconds: hours * 3600,
      zone: 'Europe/Berlin',
      assumed: false,
    });
  });

  it('may begin later than midnight', () => {
    expect(berlin.dayWindow('2026-01-10', 240)?.windows).toEqual([
      { startMs: at('2026-01-10T03:00Z'), endMs: at('2026-01-11T03:00Z') },
    ]);
    expect(berlin.localDate(at('2026-01-11T02:59Z'), 240)).toBe('2026-01-10');
  });

  it('does not exist where the date line was crossed', () => {
    expect(timelineOf('Pacific/Apia').dayWindow('2011-12-30')).toBeNull();
    expect(timelineOf('Pacific/Apia').startOfDate('2011-12-30')).toBe(at('2011-12-30T10:00Z'));
  });

  it('begins after midnight where midnight is skipped', () => {
    // Cuba: 00:00 → 01:00 on 2026-03-08, at 05:00 UTC.
    expect(timelineOf('America/Havana').startOfDate('2026-03-08')).toBe(at('2026-03-08T05:00Z'));
  });

  it('has two windows when a flight goes back over midnight', () => {
    // Auckland (+13:00) until 11:30 UTC, which is 00:30 of the 11th there, then Los Angeles (-08:00), 03:30 of the 10th.
    const entries = [
      { fromMs: 0, zone: 'Pacific/Auckland' },
      { fromMs: at('2026-01-10T11:30Z'), zone: 'America/Los_Angeles' },
    ];
    const timeline = createZoneTimeline({ ...nowhere, entries });
    expect(timeline.dayWindow('2026-01-10')).toMatchObject({
      windows: [
        { startMs: at('2026-01-09T11:00Z'), endMs: at('2026-01-10T11:00Z') },
        { startMs: at('2026-01-10T11:30Z'), endMs: at('2026-01-11T08:00Z') },
      ],
      lengthSeconds: (24 + 20.5) * 3600,
      zone: 'Pacific/Auckland',
    });
  });

  it('is named by its offset where only that is known', () => {
    const evidence = Array.from({ length: 40 }, (_, index) => ({
      hour: hourOf('2026-01-09T00:00Z') + index,
      offsetMinutes: -300,
    }));
    expect(createZoneTimeline({ ...nowhere, evidence }).dayWindow('2026-01-09')?.zone).toBe('-05:00');
  });

  it.each(['2026-02-30', '2026-1-1', 'today'])('"%s" is no date', (text) => {
    expect(() => berlin.dayWindow(text)).toThrow(RangeError);
  });
});

describe('whatever is known about a person', () => {
  const base = at('2026-03-20T00:00Z');
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/Havana',
    'Australia/Lord_Howe',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Africa/Casablanca',
    '+05:45',
  );
  const facts: fc.Arbitrary<ZoneFacts> = fc.record({
    entries: fc.array(
      fc.record({ fromMs: fc.integer({ min: 0, max: 20 * 96 }).map((quarter) => base + quarter * 900_000), zone }),
      {
        maxLength: 4,
      },
    ),
    fallbackZone: fc.option(zone),
    evidence: fc.array(
      fc.record({
        hour: fc.integer({ min: 0, max: 20 * 24 }).map((hours) => base / HOUR_MS + hours),
        offsetMinutes: fc.constantFrom(60, 120, -300, 630, 840),
      }),
      { maxLength: 12 },
    ),
  });

  it('each instant lies in the window of exactly one date, that of its wall clock', () => {
    fc.assert(
      fc.property(
        facts,
        fc.integer({ min: 0, max: 1439 }),
        fc.array(fc.nat({ max: 20 * DAY_MS }), { minLength: 5 }),
        (known, startsAt, times) => {
          const timeline = createZoneTimeline(known);
          for (const ms of times.map((offset) => base + offset)) {
            const date = timeline.localDate(ms, startsAt);
            const owners = [-2, -1, 0, 1, 2]
              .map((days) => addDays(date, days))
              .filter((each) =>
                timeline.dayWindow(each, startsAt)?.windows.some(({ startMs, endMs }) => startMs <= ms && ms < endMs),
              );
            expect(owners).toEqual([date]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('the windows of consecutive dates cover the time without gap or overlap', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const timeline = createZoneTimeline(known);
        const windows = Array.from({ length: 16 }, (_, index) => addDays('2026-03-22', index))
          .flatMap((date) => timeline.dayWindow(date)?.windows ?? [])
          .sort((a, b) => a.startMs - b.startMs);
        const inside = windows.filter(({ endMs }) => endMs < base + 15 * DAY_MS && endMs > base + 4 * DAY_MS);
        inside.slice(1).forEach(({ startMs }, index) => {
          expect(startMs).toBe(inside[index]!.endMs);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('a local time that exists is found again', () => {
    fc.assert(
      fc.property(facts, fc.nat({ max: 20 * DAY_MS }), (known, offset) => {
        const timeline = createZoneTimeline(known);
        const found = timeline.instantOfLocal(timeline.toLocal(base + offset));
        expect(found).toBeLessThanOrEqual(base + offset);
        expect(timeline.toLocal(found)).toBeGreaterThanOrEqual(timeline.toLocal(base + offset));
      }),
      { numRuns: 200 },
    );
  });
});
