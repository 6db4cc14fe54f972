import fc from 'fast-check';
import { rollDice } from './dice.js';

describe('dice', () => {
  it('stay inside the bounds that are asked for', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        (seed, low, span) => {
          const dice = rollDice(seed);
          const whole = dice.whole(low, low + span);
          expect(Number.isInteger(whole) && whole >= low && whole <= low + span).toBe(true);
          expect(dice.next()).toBeLessThan(1);
        },
      ),
    );
  });

  it('are streams of their own for parts that only look alike when joined', () => {
    expect(rollDice('a', 'bc').uuid()).not.toBe(rollDice('ab', 'c').uuid());
  });

  it('give uuids of version 4', () => {
    fc.assert(
      fc.property(fc.string(), (seed) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(rollDice(seed).uuid()),
      ),
    );
  });
});
