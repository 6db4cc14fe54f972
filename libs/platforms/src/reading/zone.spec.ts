import { ianaNameOf, isZone, localDateAt, midnightOf, offsetMinutesAt } from './zone.js';

const at = (text: string): number => Date.parse(text);

describe('the offset of a zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['Europe/Berlin', '2026-10-25T00:59:59.999Z', 120],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 60],
    ['America/New_York', '2026-07-01T12:00:00Z', -240],
    ['Asia/Kathmandu', '2026-07-01T12:00:00Z', 345],
    ['Australia/Lord_Howe', '2026-04-04T14:59:00Z', 660],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 630],
    ['UTC', '2026-07-01T12:00:00Z', 0],
  ])('%s at %s is %d minutes', (zone, instant, minutes) => {
    expect(offsetMinutesAt(zone, at(instant))).toBe(minutes);
  });

  it.each([['Middle/Earth'], ['+02:00'], [''], ['Europe/Berlin '], ['x'.repeat(100)], ['__proto__']])(
    '%p is no zone',
    (name) => {
      expect(isZone(name)).toBe(false);
      expect(offsetMinutesAt(name, 0)).toBeNull();
    },
  );
});

describe('the name of a zone', () => {
  it.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['AMERICA/PORT-AU-PRINCE', 'America/Port-au-Prince'],
    ['utc', 'UTC'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Europe/Kyiv', 'Europe/Kyiv'],
    ['+02:00', null],
    ['Mars/Olympus', null],
  ])('%s is %s', (name, written) => {
    expect(ianaNameOf(name)).toBe(written);
  });
});

describe('the local date', () => {
  it('is that of the zone, else of UTC', () => {
    expect(localDateAt('Europe/Berlin', at('1990-05-03T22:00:00Z'))).toBe('1990-05-04');
    expect(localDateAt(null, at('1990-05-03T22:00:00Z'))).toBe('1990-05-03');
  });

  it('begins at local midnight, on days of 23 and 25 hours too', () => {
    const begin = (date: string): number => midnightOf('Europe/Berlin', at(`${date}T00:00:00Z`));
    expect(begin('2026-03-30') - begin('2026-03-29')).toBe(23 * 3_600_000);
    expect(begin('2026-10-26') - begin('2026-10-25')).toBe(25 * 3_600_000);
    expect(midnightOf(null, at('2026-03-29T00:00:00Z'))).toBe(at('2026-03-29T00:00:00Z'));
  });
});
