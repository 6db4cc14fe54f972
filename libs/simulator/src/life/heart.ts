import type { DayFrame } from '../calendar.js';
import { rollDice, rounded } from '../dice.js';
import type { Life, Window } from './life.js';

/** One reading; `moving` where the device knew that the person was. */
export interface Beat {
  readonly timeMs: number;
  readonly beatsPerMinute: number;
  readonly moving: boolean;
}

/** A reading of heart-rate variability over about a minute, in milliseconds. */
export interface Variability extends Window {
  readonly milliseconds: number;
}

const WORKOUT_STEP_MS = 5_000;
const WARM_UP_MS = 5 * 60_000;
const inside = (timeMs: number, window: Window): boolean => timeMs >= window.startMs && timeMs < window.endMs;

/** The beats per minute without noise: asleep 52, awake 66, on foot 98, in a workout up to 156. */
function restingCurve(life: Life, timeMs: number): { readonly level: number; readonly moving: boolean } {
  const { workout } = life;
  if (workout !== null && inside(timeMs, workout)) {
    const paused = workout.pauses.some((pause) => inside(timeMs, pause));
    const warm = Math.min(1, (timeMs - workout.startMs) / WARM_UP_MS);
    return { level: paused ? 112 : 95 + 55 * warm, moving: !paused };
  }
  if (life.movements.some((movement) => inside(timeMs, movement))) return { level: 98, moving: true };
  return { level: inside(timeMs, life.night) ? 52 : 66, moving: false };
}

/** Readings over the whole of a local day: one every `stepMs`, and one every five seconds in workouts. */
export function heartBeats(seed: string, frame: DayFrame, life: Life, stepMs: number): Beat[] {
  const dice = rollDice(seed, 'heart', frame.date);
  const beats: Beat[] = [];
  let timeMs = frame.startMs;
  while (timeMs < frame.endMs) {
    const { level, moving } = restingCurve(life, timeMs);
    beats.push({ timeMs, beatsPerMinute: Math.round(level + dice.between(-5, 6)), moving });
    timeMs += life.workout !== null && inside(timeMs, life.workout) ? WORKOUT_STEP_MS : stepMs;
  }
  return beats;
}

const VARIABILITY_STEP_MS = 45 * 60_000;
const VARIABILITY_LENGTH_MS = 61_681;

/** Readings of a night, every three quarters of an hour. */
export function variabilities(seed: string, frame: DayFrame, life: Life): Variability[] {
  const dice = rollDice(seed, 'variability', frame.date);
  const readings: Variability[] = [];
  for (
    let startMs = life.night.startMs + VARIABILITY_STEP_MS;
    startMs < life.night.endMs - VARIABILITY_LENGTH_MS;
    startMs += VARIABILITY_STEP_MS
  )
    readings.push({ startMs, endMs: startMs + VARIABILITY_LENGTH_MS, milliseconds: rounded(dice.between(34, 62), 3) });
  return readings;
}
