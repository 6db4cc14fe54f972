import fc from 'fast-check';
import { offsetInInstant, parseInstant, parseOffset } from './instant.js';

describe('an instant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-10-20T05:41:12.000Z', 1792474872000],
    ['2026-10-20T05:41:12Z', 1792474872000],
    ['2026-10-20T05:41:12.123456789Z', 1792474872123],
    ['2026-10-20T05:41:12.9Z', 1792474872900],
    ['2026-10-20T07:41:12+02:00', 1792474872000],
    ['2026-10-20T02:11:12.5-03:30', 1792474872500],
    ['2024-02-29T00:00:00Z', 1709164800000],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01T00:00:00Z', -62135596800000],
    ['2026-10-20t05:41:12z', 1792474872000],
    ['2026-10-20T05:41:12.9z', 1792474872900],
    ['2026-10-20t07:41:12.9+02:00', 1792474872900],
  ])('%s is read', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each([
    ['2026-13-01T00:00:00Z', 'month 13'],
    ['2026-00-01T00:00:00Z', 'month 0'],
    ['2026-02-30T00:00:00Z', '30 February'],
    ['2025-02-29T00:00:00Z', '29 February of a common year'],
    ['1900-02-29T00:00:00Z', '29 February of a century'],
    ['2026-10-20T25:00:00Z', 'hour 25'],
    ['2026-10-20T24:00:00Z', 'hour 24'],
    ['2026-10-20T05:60:00Z', 'minute 60'],
    ['2026-10-20T05:41:60Z', 'second 60'],
    ['2026-10-20T05:41:12', 'no zone'],
    ['2026-10-20T05:41:12.Z', 'an empty fraction'],
    ['2026-10-20T05:41:12.1234567890Z', 'ten fraction digits'],
    ['2026-10-20 05:41:12Z', 'a blank'],
    ['2026-10-20T05:41Z', 'no seconds'],
    ['2026-10-20T05:41:12+2:00', 'a short offset'],
    ['2026-10-20T05:41:12+19:00', 'an offset of 19 hours'],
    ['2026-10-20T05:41:12Z ', 'a trailing blank'],
    ['2026-10-20T05:41:12Y', 'another zone letter'],
    ['2026-10-20u05:41:12Z', 'another letter before the clock'],
    ['2026-10-20T05:41:1２Z', 'a digit of another script'],
    ['20261020T054112Z', 'the basic form'],
    ['', 'nothing'],
  ])('%s is refused: %s', (text) => {
    expect(parseInstant(text)).toBeNaN();
  });

  it.each([[1792474872], [null], [undefined], [{}], [[]], [true]])('%p is no text', (value) => {
    expect(parseInstant(value)).toBeNaN();
  });

  it('is what Date makes of it, for every instant of 10,000 years', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the same in every offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1080, max: 1080 }), (ms, minutes) => {
        const size = Math.abs(minutes);
        const offset = `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        const text = new Date(ms + minutes * 60_000).toISOString().replace('Z', offset);
        expect(parseInstant(text)).toBe(ms);
        expect(offsetInInstant(text)).toBe(minutes);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => void [parseInstant(value), offsetInInstant(value)]));
  });
});

describe('an offset', () => {
  it.each([
    ['Z', 0],
    ['+02:00', 120],
    ['-03:30', -210],
    ['+05:53:28', 353],
    ['+18:00', 1080],
  ])('%s is %d minutes', (text, minutes) => {
    expect(parseOffset(text)).toBe(minutes);
  });

  it.each([['+18:01'], ['+2:00'], ['02:00'], ['+02:60'], ['+02:00:61'], ['UTC'], ['']])('%s is refused', (text) => {
    expect(parseOffset(text)).toBeNaN();
  });
});
