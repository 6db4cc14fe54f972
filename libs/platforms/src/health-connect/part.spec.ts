import fc from 'fast-check';
import { createPartNamer } from './part.js';

describe('the part of a sample', () => {
  it('is its time in base 36, for every time in every order', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.integer({ min: -3e12, max: 5e12 }), fc.integer({ min: 1792474204112, max: 1792474290000 })),
        ),
        (times) => {
          const partOf = createPartNamer();
          expect(times.map(partOf)).toEqual(times.map((time) => time.toString(36)));
        },
      ),
    );
  });
});
