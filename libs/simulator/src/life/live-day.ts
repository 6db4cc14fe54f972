import { type DayFrame, dayNumber } from '../calendar.js';
import { rollDice, rounded } from '../dice.js';
import type { Life } from './life.js';
import { planMovements } from './movements.js';
import { planNight } from './nights.js';
import { planWorkout } from './workouts.js';

const WEIGH_AFTER_MS = 11 * 60_000;

/** What happens to the person of that seed on that day. */
export function liveDay(seed: string, frame: DayFrame): Life {
  const dice = rollDice(seed, 'weighing', frame.date);
  const night = planNight(seed, frame);
  const workout = planWorkout(seed, frame);
  const weighs = dayNumber(frame.date) % 3 !== 1;
  const kilograms = rounded(rollDice(seed, 'body').between(58, 84) + dice.between(-0.6, 0.6), 2);
  return {
    movements: planMovements(seed, frame, workout),
    workout,
    night,
    weighing: weighs ? { timeMs: night.endMs + WEIGH_AFTER_MS, kilograms } : null,
  };
}
