import fc from 'fast-check';
import { timePart, toInstant } from '@tributary/contracts';
import { InstantPlace, isUsualTime, over, TimePartPlace } from './line-places.js';

const FIRST_USUAL = 36 ** 7;
const LAST_USUAL = 36 ** 8 - 1;
const usual = fc.oneof(
  fc.integer({ min: FIRST_USUAL, max: LAST_USUAL }),
  // Neighbours, which share their minute and most digits.
  fc.integer({ min: 0, max: 300_000 }).map((after) => Date.parse('2026-03-01T23:58:00Z') + after),
);

describe('places in a line', () => {
  it('are for times that all have as many characters', () => {
    expect([FIRST_USUAL - 1, FIRST_USUAL, LAST_USUAL, LAST_USUAL + 1].map(isUsualTime)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('have a text written over and nothing beside it', () => {
    const line = Buffer.from('{"id":"one"}');
    over(line, 7, 'two');
    expect(line.toString()).toBe('{"id":"two"}');
  });

  it.each([
    ['an instant', '2026-01-01T00:00:00.000Z', InstantPlace, toInstant],
    ['a time part', '00000000', TimePartPlace, timePart],
  ])('have %s written over the one before', (_title, first, Place, textOf) => {
    fc.assert(
      fc.property(fc.array(usual, { minLength: 1, maxLength: 20 }), (times) => {
        const line = Buffer.from(`<${first}>`);
        const place = new Place(line, 1);
        for (const time of times) {
          place.write(time);
          expect(line.toString()).toBe(`<${textOf(time)}>`);
        }
      }),
    );
  });
});
