import { lengthMs, overlapMs } from './intervals.js';
import { fuse, type ResolvedWorkout } from './workout-fusion.js';
import type { WorkoutInput } from './workout-input.js';
import { matchWorkouts, overlapOfShorter } from './workout-match.js';
import { namedByHalfHour } from './workout-names.js';

/** A leading recording and what else was recorded of the same workout, in the order of their say. */
interface Cluster {
  readonly lead: WorkoutInput;
  readonly others: WorkoutInput[];
  hasShiftedCopy: boolean;
}

/**
 * A sliver: an auto-detected ten minutes of another source's hour. It is the same workout, but does not lead it, however
 * high its source ranks.
 */
const SLIVER = { ofTheOther: 1 / 3, sourceSawLessThan: 1 / 2, inside: 0.8 } as const;

function isSliver(workout: WorkoutInput, all: readonly WorkoutInput[]): boolean {
  const ownLength = workout.endMs - workout.startMs;
  return all.some((other) => {
    const length = other.endMs - other.startMs;
    if (other.sourceId === workout.sourceId || ownLength >= length * SLIVER.ofTheOther) return false;
    if (overlapOfShorter(workout, other) < SLIVER.inside || matchWorkouts(workout, other) === null) return false;
    const seen = all.filter(({ sourceId }) => sourceId === workout.sourceId).map((each) => overlapMs(each, other));
    return seen.reduce((sum, each) => sum + each, 0) < length * SLIVER.sourceSawLessThan;
  });
}

const detailOf = ({ statistics, segments, laps, hasRoute }: WorkoutInput): number =>
  Object.keys(statistics).length + Number(segments.length > 0) + Number(laps.length > 0) + Number(hasRoute);

/** The order of their say: slivers last, then larger rank, more detail, longer, earlier, smaller id. */
function bestFirst(slivers: ReadonlySet<WorkoutInput>): (a: WorkoutInput, b: WorkoutInput) => number {
  return (a, b) =>
    Number(slivers.has(a)) - Number(slivers.has(b)) ||
    b.rank - a.rank ||
    detailOf(b) - detailOf(a) ||
    lengthMs([b]) - lengthMs([a]) ||
    a.startMs - b.startMs ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The cluster whose leading recording a worse one tells again; of several the one it overlaps most. */
function join(workout: WorkoutInput, clusters: readonly Cluster[]): boolean {
  let best: Cluster | null = null;
  let isShifted = false;
  for (const cluster of clusters) {
    const match = matchWorkouts(cluster.lead, workout);
    if (match === null || (best !== null && overlapMs(workout, cluster.lead) <= overlapMs(workout, best.lead)))
      continue;
    best = cluster;
    isShifted = match === 'shifted';
  }
  best?.others.push(workout);
  if (best !== null) best.hasShiftedCopy ||= isShifted;
  return best !== null;
}

/**
 * One workout for each that really took place, ascending by start. The recording with the most say leads; what matches
 * it (overlap or a shift by whole hours, family of sports, distance and heart rate) is another recording of it and fills
 * in what it lacks. Only leading recordings are compared with, so two workouts back to back stay two. Records with a
 * start after their end are left out; the order of input does not matter.
 */
export function clusterWorkouts(recordings: readonly WorkoutInput[]): ResolvedWorkout[] {
  const valid = recordings.filter(({ startMs, endMs }) => startMs <= endMs);
  const slivers = new Set(valid.filter((workout) => isSliver(workout, valid)));
  const clusters: Cluster[] = [];
  for (const workout of [...valid].sort(bestFirst(slivers))) {
    if (!join(workout, clusters)) clusters.push({ lead: workout, others: [], hasShiftedCopy: false });
  }
  return namedByHalfHour(clusters.map(({ lead, others, hasShiftedCopy }) => fuse([lead, ...others], hasShiftedCopy)));
}
