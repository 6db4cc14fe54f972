import fc from 'fast-check';
import { toInstant } from './time.js';

describe('toInstant', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [59_999, '1970-01-01T00:00:59.999Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [Date.UTC(2026, 2, 29, 6, 15, 7, 45), '2026-03-29T06:15:07.045Z'],
  ])('writes %d as %s', (epochMs, instant) => {
    expect(toInstant(epochMs)).toBe(instant);
  });

  it('writes what Date writes, whatever was asked before', () => {
    const near = [fc.nat(200_000), fc.integer({ min: -10_000_000, max: 10_000_000 })];
    const instants = fc.array(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1e12, max: 4e12 }), ...near));
    fc.assert(
      fc.property(instants, (list) => {
        for (const epochMs of list.filter((ms) => Math.abs(ms) <= 8.64e15))
          expect(toInstant(epochMs)).toBe(new Date(epochMs).toISOString());
      }),
    );
  });

  it.each([Number.NaN, Infinity, 8.65e15])('refuses %d', (epochMs) => {
    expect(() => toInstant(epochMs)).toThrow(RangeError);
  });
});
