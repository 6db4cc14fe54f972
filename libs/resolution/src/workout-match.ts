import { SPORT_BY_ID, type SportGroup } from '@tributary/contracts';
import { overlapMs } from './intervals.js';
import { isOnTheMark, wholeHourShift } from './shifted-copy.js';
import type { WorkoutInput } from './workout-input.js';

/** How near two sports are: `open` where one of them does not say, or holds several. */
type Kinship = 'family' | 'open' | 'other';

/** What distance and heart rate say about two recordings; `unclear`: between the two; null: nothing comparable. */
type Agreement = 'agree' | 'unclear' | 'contradict' | null;

/** Every number that decides whether two recordings are one workout. */
export const WORKOUT_RULES = {
  /** Part of the shorter recording that must lie in the longer one, by kinship and agreement; Infinity: never. */
  overlapOfShorter: {
    family: { agree: 0.5, unclear: 0.5, contradict: 0.95 },
    open: { agree: 0.5, unclear: 0.6, contradict: 0.95 },
    other: { agree: 0.8, unclear: Infinity, contradict: Infinity },
  },
  /** Recordings of one source are one only when they share this part of their joint time. */
  overlapOfOneSource: 0.8,
  /** Statistics are compared only where the recordings share this part of their joint time, or are shifted copies. */
  comparableFrom: 0.8,
  /** Relative difference of a statistic: up to the first it agrees, above the second it contradicts. */
  statistics: {
    distance: { agrees: 0.15, contradicts: 0.5 },
    heart_rate: { agrees: 0.08, contradicts: 0.3 },
  },
  /** The same workout written with a wrong offset; it must also agree in a statistic, if one can be compared. */
  shiftedCopy: { atLeastMinutes: 5, toleranceSeconds: 60, upToHours: 14 },
  /**
   * The same where no statistic can be compared: of one family of sports, and neither start nor end of either is as near
   * as this to a full five minutes, since two classes of one plan are alike as well.
   */
  copyByTimeAlone: { atLeastMinutes: 5, toleranceSeconds: 5, upToHours: 14 },
} as const;

const { shiftedCopy: SHIFTED, copyByTimeAlone: BY_TIME } = WORKOUT_RULES;
/** No copy of a workout lies farther from it: the whole hours of a wrong offset, and the tolerance. */
export const WORKOUT_COPY_REACH_HOURS = Math.max(SHIFTED.upToHours, BY_TIME.upToHours) + 1;

/** Groups that trackers confuse with each other; a group that is not listed is a family of its own. */
const FAMILIES: Partial<Record<SportGroup, string>> = {
  running: 'on_foot',
  walking: 'on_foot',
  strength: 'gym',
  cardio_gym: 'gym',
  cardio_machines: 'gym',
  mind_body: 'calm',
  recovery: 'calm',
};
const OPEN_GROUPS: ReadonlySet<SportGroup> = new Set(['other', 'multisport', 'recreation']);

/** Whether a sport says nothing about what was done: other, unknown. */
export const isOpenSport = (sport: string): boolean => (SPORT_BY_ID.get(sport)?.group ?? 'other') === 'other';

function kinship(a: string, b: string): Kinship {
  if (a === b) return 'family';
  const [first, second] = [SPORT_BY_ID.get(a), SPORT_BY_ID.get(b)];
  if (first === undefined || second === undefined) return 'open';
  if (OPEN_GROUPS.has(first.group) || OPEN_GROUPS.has(second.group)) return 'open';
  const isKin =
    first.parent === second.id || second.parent === first.id || familyOf(first.group) === familyOf(second.group);
  return isKin ? 'family' : 'other';
}

const familyOf = (group: SportGroup): string => FAMILIES[group] ?? group;

type ComparedStatistic = keyof typeof WORKOUT_RULES.statistics;
const COMPARED = Object.keys(WORKOUT_RULES.statistics) as ComparedStatistic[];

/** The number that stands for a statistic: its total, else its average. */
const figureOf = (workout: WorkoutInput, metric: string): number | null => {
  const statistic = workout.statistics[metric];
  return statistic?.value ?? statistic?.avg ?? null;
};

/** One figure that contradicts outweighs one that agrees. */
function agreement(a: WorkoutInput, b: WorkoutInput): Agreement {
  let found: Agreement = null;
  for (const metric of COMPARED) {
    const [x, y] = [figureOf(a, metric), figureOf(b, metric)];
    if (x === null || y === null || Math.max(x, y) <= 0) continue;
    const difference = Math.abs(x - y) / Math.max(x, y);
    const { agrees, contradicts } = WORKOUT_RULES.statistics[metric];
    if (difference > contradicts) return 'contradict';
    if (difference <= agrees) found = 'agree';
    else found ??= 'unclear';
  }
  return found;
}

const lengthOf = ({ startMs, endMs }: WorkoutInput): number => endMs - startMs;

/** Part of the shorter recording that lies in the other; an instant inside counts whole. */
export function overlapOfShorter(a: WorkoutInput, b: WorkoutInput): number {
  const shorter = Math.min(lengthOf(a), lengthOf(b));
  if (shorter > 0) return overlapMs(a, b) / shorter;
  return a.startMs <= b.endMs && b.startMs <= a.endMs ? 1 : 0;
}

/** Shared part of the time that both cover together. */
function overlapOfBoth(a: WorkoutInput, b: WorkoutInput): number {
  const shared = overlapMs(a, b);
  const joint = lengthOf(a) + lengthOf(b) - shared;
  return joint > 0 ? shared / joint : Number(a.startMs === b.startMs);
}

/** How two recordings are one workout: they overlap, or one is the other moved by whole hours. null: they are two. */
export type Match = 'overlap' | 'shifted';

function isShiftedCopy(a: WorkoutInput, b: WorkoutInput, kin: Kinship): boolean {
  const { shiftedCopy, copyByTimeAlone } = WORKOUT_RULES;
  if (kin === 'other' || wholeHourShift(a, b, shiftedCopy) === 0) return false;
  const said = agreement(a, b);
  if (said !== null) return said === 'agree';
  const isPlanned = [a, b].some(({ startMs, endMs }) =>
    [startMs, endMs].some((ms) => isOnTheMark(ms, copyByTimeAlone.toleranceSeconds)),
  );
  return kin === 'family' && !isPlanned && wholeHourShift(a, b, copyByTimeAlone) !== 0;
}

export function matchWorkouts(a: WorkoutInput, b: WorkoutInput): Match | null {
  const kin = kinship(a.sport, b.sport);
  const together = overlapOfBoth(a, b);
  if (a.sourceId === b.sourceId) {
    return kin !== 'other' && together >= WORKOUT_RULES.overlapOfOneSource ? 'overlap' : null;
  }
  if (isShiftedCopy(a, b, kin)) return 'shifted';
  const said = together >= WORKOUT_RULES.comparableFrom ? agreement(a, b) : null;
  return overlapOfShorter(a, b) >= WORKOUT_RULES.overlapOfShorter[kin][said ?? 'unclear'] ? 'overlap' : null;
}
