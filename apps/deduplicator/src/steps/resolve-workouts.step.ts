import { toInstant, type PlacedRules, type WorkoutView } from '@tributary/contracts';
import {
  clusterWorkouts,
  WORKOUT_COPY_REACH_HOURS,
  WORKOUT_NAME_REACH_MS,
  type ResolvedWorkout,
  type WorkoutInput,
} from '@tributary/resolution';
import {
  entitiesBetween,
  HOUR_MS,
  lineOf,
  recordingsBetween,
  resolveOffset,
  type Recording,
  type UserData,
} from '@tributary/store';
import { dayStartMinutes } from '../person/day-start.js';
import type { EntityChange } from '../person/entity-change.js';
import type { PersonWork } from '../person/person-work.js';
import { createRanking } from '../person/ranking.js';
import { overlaps, type Span } from '../person/spans.js';
import type { PersonZones } from '../person/zones.js';
import { settleAround, type DateScope } from './settle-around.js';

const LONGEST_WORKOUT_MS = 7 * 24 * HOUR_MS;
const COPY_REACH_MS = WORKOUT_COPY_REACH_HOURS * HOUR_MS;

/**
 * Clusters the workouts around what changed (a copy may be shifted by whole hours, and a workout decides over the names
 * of those that begin with it) and settles those that are other than before.
 */
export async function resolveWorkouts(
  work: PersonWork,
  zones: PersonZones,
  rules: PlacedRules,
  { data }: { data: UserData },
  scope: DateScope,
): Promise<EntityChange[]> {
  const ranking = createRanking(work, 'workouts', rules);
  const dayStart = dayStartMinutes(work.profile?.dayStartsAt);
  const dateOf = ({ startMs }: { startMs: number }): string => zones.now.localDate(startMs, dayStart);
  const rankOf = ({ record }: Recording): number | null =>
    ranking(record.sourceId, record.recordingMethod, dateOf(record));
  return settleAround(work, work.touchedWorkouts, {
    kind: 'workout',
    scope,
    dateOf,
    drafts: work.workouts,
    stored: data.workouts,
    settleMarginMs: COPY_REACH_MS + WORKOUT_NAME_REACH_MS,
    // Copies of copies: what is settled must see them too.
    readMarginMs: 2 * COPY_REACH_MS + WORKOUT_NAME_REACH_MS,
    read: async ({ fromMs, toMs }) => {
      work.recordings.take(await recordingsBetween(data, work.user, 'workout', fromMs, toMs, LONGEST_WORKOUT_MS));
      work.workouts.take(await entitiesBetween(data.workouts, work.user, fromMs, toMs));
    },
    longIn: (span) => workoutsIn(work, span),
    derive: (span) =>
      clusterWorkouts(inputsIn(work, zones, rankOf, span)).map((workout) => ({
        id: workout.id,
        startMs: workout.startMs,
        endMs: workout.endMs,
        view: toWorkoutView(workout),
      })),
  });
}

/** Where recordings of workouts and what was made of them lie; one may last a week. */
function workoutsIn(work: PersonWork, span: Span): Span[] {
  const recordings = Array.from(work.recordings.entries(), ([, recording]) => recording);
  const entities = Array.from(work.workouts.entries(), ([, entity]) => entity);
  return [...recordings.filter(({ kind }) => kind === 'workout'), ...entities.filter(({ gone }) => !gone)]
    .filter(({ startMs, endMs }) => overlaps(span, startMs, endMs))
    .map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs }));
}

type RankOf = (recording: Recording) => number | null;

function inputsIn(work: PersonWork, zones: PersonZones, rankOf: RankOf, span: Span): WorkoutInput[] {
  return Array.from(work.recordings.entries(), ([, recording]) => recording).flatMap((recording) => {
    const { record, startMs, endMs } = recording;
    if (record.content.kind !== 'workout' || !overlaps(span, startMs, endMs)) return [];
    const rank = rankOf(recording);
    return rank === null ? [] : [toInput(recording, record.content, rank, zones)];
  });
}

type WorkoutContent = Extract<Recording['record']['content'], { kind: 'workout' }>;

function toInput(recording: Recording, content: WorkoutContent, rank: number, zones: PersonZones): WorkoutInput {
  const { record, deviceTimeZone } = recording;
  const { startOffsetMinutes, startMs } = record;
  const offset = resolveOffset({ startOffsetMinutes, deviceTimeZone }, startMs, zones.now);
  return {
    id: record.id,
    sourceId: record.sourceId,
    rank,
    startMs,
    endMs: record.endMs,
    offsetMinutes: offset.offsetMinutes,
    recordingMethod: record.recordingMethod,
    sport: content.sport,
    rawSport: content.rawSport,
    title: content.title,
    activeSeconds: content.activeSeconds,
    statistics: content.statistics,
    segments: content.segments,
    laps: content.laps,
    events: content.events,
    hasRoute: lineOf(recording).length > 0,
    flags: [...record.flags, ...offset.flags],
  };
}

interface Timed {
  readonly startMs: number;
  readonly endMs: number;
}

const window = ({ startMs, endMs }: Timed) => ({ start: toInstant(startMs), end: toInstant(endMs) });

/** A resolved workout as it is served. */
export function toWorkoutView(workout: ResolvedWorkout): WorkoutView {
  const {
    id,
    sport,
    sportGroup,
    rawSport,
    durationSeconds,
    activeSeconds,
    title,
    hasRoute,
    sourceId,
    recordingMethod,
  } = workout;
  return {
    id,
    sport,
    sportGroup,
    rawSport,
    ...window(workout),
    zoneOffsetMinutes: workout.offsetMinutes,
    durationSeconds,
    activeSeconds,
    title,
    statistics: Object.fromEntries(Object.entries(workout.statistics).map(([metric, row]) => [metric, { ...row }])),
    segments: workout.segments.map(({ type, repetitions, ...rest }) => ({
      type,
      ...window(rest),
      ...(repetitions !== undefined && { repetitions }),
    })),
    laps: workout.laps.map(({ lengthMeters, ...rest }) => ({
      ...window(rest),
      ...(lengthMeters !== undefined && { lengthMeters }),
    })),
    events: workout.events.map(({ type, ...rest }) => ({ type, ...window(rest) })),
    sourceId,
    recordingMethod,
    flags: [...workout.flags],
    hasRoute,
    recordings: workout.recordings.map((recording) => ({ ...recording })),
    fieldSources: { ...workout.fieldSources },
    version: 1,
  };
}
