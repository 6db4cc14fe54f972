import { MINUTE_MS } from './calendar.js';
import type { ResolvedWorkout, UnnamedWorkout } from './workout-fusion.js';

/** Half hours of UTC from a quarter past and a quarter to: people begin on the hour and the half hour, far from both. */
const SLOT_MS = 30 * MINUTE_MS;
const FIRST_SLOT_MS = 15 * MINUTE_MS;

/** Milliseconds. Workouts that begin farther apart do not decide over each other's names. */
export const WORKOUT_NAME_REACH_MS = SLOT_MS;

/** `2026-03-01T0645Z` */
function slotOf({ startMs }: UnnamedWorkout): string {
  const beginMs = Math.floor((startMs - FIRST_SLOT_MS) / SLOT_MS) * SLOT_MS + FIRST_SLOT_MS;
  const begin = new Date(beginMs).toISOString();
  return `${begin.slice(0, 13)}${begin.slice(14, 16)}Z`;
}

const smallestId = ({ recordings }: UnnamedWorkout): string =>
  recordings.reduce((smallest, { id }) => (id < smallest ? id : smallest), recordings[0]?.id ?? '');

const byStart = (a: UnnamedWorkout, b: UnnamedWorkout): number =>
  a.startMs - b.startMs || a.endMs - b.endMs || (smallestId(a) < smallestId(b) ? -1 : 1);

/**
 * Names workouts by the half hour in which they begin, ascending by start: the first of it bears its name, the others
 * the name and their number. Which recordings a workout has, and of which ids, decides nothing unless it moves the start
 * over a border. Give every workout that begins within `WORKOUT_NAME_REACH_MS` of those in question.
 */
export function namedByHalfHour(workouts: readonly UnnamedWorkout[]): ResolvedWorkout[] {
  const borne = new Map<string, number>();
  return [...workouts].sort(byStart).map((workout) => {
    const slot = slotOf(workout);
    const number = (borne.get(slot) ?? 0) + 1;
    borne.set(slot, number);
    return { id: number === 1 ? `workout-${slot}` : `workout-${slot}-${String(number)}`, ...workout };
  });
}
