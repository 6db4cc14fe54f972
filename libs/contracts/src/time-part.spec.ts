import fc from 'fast-check';
import { isTimePart, timePart } from './time-part.js';

const times = fc.integer({ min: -(2 ** 41), max: 2 ** 45 });

describe('the part of a series sample', () => {
  it('is its start in base 36', () => {
    fc.assert(fc.property(times, (startMs) => timePart(startMs) === startMs.toString(36)));
  });

  it('is known from any other text', () => {
    fc.assert(
      fc.property(
        times,
        fc.oneof(
          fc.string({ maxLength: 10 }),
          times.map((ms) => ms.toString(36)),
        ),
        (startMs, part) => {
          expect(isTimePart(startMs.toString(36), startMs)).toBe(true);
          expect(isTimePart(part, startMs)).toBe(part === startMs.toString(36));
        },
      ),
    );
    for (const part of ['', '0', '00', 'A', 'z', '{', '0a']) {
      for (const startMs of [0, 10, 35, 36]) expect(isTimePart(part, startMs)).toBe(part === startMs.toString(36));
    }
  });
});
