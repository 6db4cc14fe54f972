import fc from 'fast-check';
import { formatOffset, isZone, offsetMinutesAt, parseOffset, transitionsOf } from './zones.js';

const at = (text: string) => Date.parse(text);

describe('zone names', () => {
  it.each(['Europe/Berlin', 'America/St_Johns', 'UTC', 'Etc/GMT-14', '+02:00', '-0330'])('%s is a zone', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each(['Mars/Olympus', '', '+2', '+02:60', 'Europe/Berlin '])('"%s" is none', (name) => {
    expect(isZone(name)).toBe(false);
    expect(() => offsetMinutesAt(name, 0)).toThrow(RangeError);
  });

  it('are known after any number of others', () => {
    for (let i = 0; i < 2_500; i++) expect(isZone(`Mars/Crater${String(i)}`)).toBe(false);
    for (let minutes = 0; minutes < 2_500; minutes++) expect(isZone(formatOffset(minutes))).toBe(true);
    expect(isZone('Mars/Crater1')).toBe(false);
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('x'.repeat(65))).toBe(false);
  });

  it('of fixed offsets can be read and written', () => {
    expect(parseOffset('-03:30')).toBe(-210);
    expect(formatOffset(-210)).toBe('-03:30');
    expect(formatOffset(0)).toBe('+00:00');
  });
});

describe('offsets', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00.000Z', 120],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59.999Z', 660],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00.000Z', 630],
    ['Asia/Kathmandu', '2026-01-01T00:00:00.000Z', 345],
    ['America/St_Johns', '2026-07-01T00:00:00.000Z', -150],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', -600],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', 840],
    ['-03:30', '2026-01-01T00:00:00.000Z', -210],
  ])('of %s at %s are %d minutes', (zone, instant, expected) => {
    expect(offsetMinutesAt(zone, at(instant))).toBe(expected);
  });

  it('change at the instants that are listed, and only there', () => {
    expect(transitionsOf('Europe/Berlin', at('2026-01-01T00:00Z'), at('2027-01-01T00:00Z'))).toEqual([
      at('2026-03-29T01:00Z'),
      at('2026-10-25T01:00Z'),
    ]);
  });

  it('equal what the runtime prints, for any instant', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe', 'America/Havana'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('1975-01-01T00:00Z'), max: at('2037-01-01T00:00Z') }),
        (zone, ms) => {
          const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(ms);
          const printed = parts.find(({ type }) => type === 'timeZoneName')!.value.slice('GMT'.length);
          expect(offsetMinutesAt(zone, ms)).toBe(parseOffset(printed) ?? 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
