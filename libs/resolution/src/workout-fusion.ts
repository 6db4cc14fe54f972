import {
  SPORT_BY_ID,
  type FlagId,
  type Interval,
  type RecordingMethod,
  type WorkoutEvent,
  type WorkoutLap,
  type WorkoutSegment,
  type WorkoutStatistic,
} from '@tributary/contracts';
import type { WorkoutInput } from './workout-input.js';
import { isOpenSport } from './workout-match.js';
import { activeSecondsOf } from './workout-pauses.js';

/** A workout as it is served, fused from all recordings of it. */
export interface ResolvedWorkout extends Interval {
  /** From the half hour in which it begins. */
  readonly id: string;
  readonly sport: string;
  readonly sportGroup: string;
  readonly rawSport: number | string;
  readonly offsetMinutes: number;
  /** End − start. */
  readonly durationSeconds: number;
  /** Without pauses and rests. */
  readonly activeSeconds: number;
  readonly title: string | null;
  readonly statistics: Readonly<Record<string, WorkoutStatistic>>;
  readonly segments: readonly WorkoutSegment[];
  readonly laps: readonly WorkoutLap[];
  readonly events: readonly WorkoutEvent[];
  readonly hasRoute: boolean;
  /** The recording whose route is served; null: no recording has one. */
  readonly routeRecordingId: string | null;
  readonly sourceId: string;
  readonly recordingMethod: RecordingMethod;
  readonly flags: readonly FlagId[];
  /** The leading one first, then in the order of their say. */
  readonly recordings: readonly { readonly id: string; readonly sourceId: string }[];
  /** Field → id of the source it was taken from. */
  readonly fieldSources: Readonly<Record<string, string>>;
}

/** What the names of workouts are given to. */
export type UnnamedWorkout = Omit<ResolvedWorkout, 'id'>;

/** Recordings of one workout in the order of their say; the first one leads: window, source and method are its own. */
export type Recordings = readonly [WorkoutInput, ...WorkoutInput[]];

/** Fields that the first recording gives that has them, and when it has. */
const FIELDS = {
  sport: ({ sport }) => !isOpenSport(sport),
  title: ({ title }) => title !== null && title !== '',
  segments: ({ segments }) => segments.length > 0,
  laps: ({ laps }) => laps.length > 0,
  events: ({ events }) => events.length > 0,
  route: ({ hasRoute }) => hasRoute,
} as const satisfies Record<string, (workout: WorkoutInput) => boolean>;

type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

/** Which recording gives each field; undefined: none has it. */
const giversOf = (recordings: Recordings): Record<Field, WorkoutInput | undefined> => {
  const giver = (field: Field) => recordings.find(FIELDS[field]);
  return {
    sport: giver('sport'),
    title: giver('title'),
    segments: giver('segments'),
    laps: giver('laps'),
    events: giver('events'),
    route: giver('route'),
  };
};

/** Each statistic from the first recording that has it. */
function fuseStatistics(recordings: Recordings): {
  statistics: Record<string, WorkoutStatistic>;
  sources: Record<string, string>;
} {
  const statistics: Record<string, WorkoutStatistic> = {};
  const sources: Record<string, string> = {};
  for (const { sourceId, statistics: own } of recordings) {
    for (const [metric, statistic] of Object.entries(own)) {
      if (metric in statistics) continue;
      statistics[metric] = statistic;
      sources[`statistics.${metric}`] = sourceId;
    }
  }
  return { statistics, sources };
}

/** What the platform stated for the leading recording, never more than its length; else the length without pauses. */
function activeSecondsOfLead(
  lead: WorkoutInput,
  segments: readonly WorkoutSegment[],
  events: readonly WorkoutEvent[],
): number {
  if (lead.activeSeconds === null) return activeSecondsOf(lead, segments, events);
  return Math.min(lead.activeSeconds, (lead.endMs - lead.startMs) / 1000);
}

/** One workout from its recordings. `hasShiftedCopy`: one of them is another moved by whole hours. */
export function fuse(recordings: Recordings, hasShiftedCopy: boolean): UnnamedWorkout {
  const [lead] = recordings;
  const givers = giversOf(recordings);
  const { statistics, sources } = fuseStatistics(recordings);
  const { sport, rawSport } = givers.sport ?? lead;
  const segments = givers.segments?.segments ?? [];
  const events = givers.events?.events ?? [];
  const fields = FIELD_NAMES.flatMap((field) =>
    givers[field] === undefined ? [] : [[field, givers[field].sourceId] as const],
  );
  return {
    sport,
    sportGroup: SPORT_BY_ID.get(sport)?.group ?? 'other',
    rawSport,
    startMs: lead.startMs,
    endMs: lead.endMs,
    offsetMinutes: lead.offsetMinutes,
    durationSeconds: (lead.endMs - lead.startMs) / 1000,
    activeSeconds: activeSecondsOfLead(lead, segments, events),
    title: givers.title?.title ?? null,
    statistics,
    segments,
    laps: givers.laps?.laps ?? [],
    events,
    hasRoute: givers.route !== undefined,
    routeRecordingId: givers.route?.id ?? null,
    sourceId: lead.sourceId,
    recordingMethod: lead.recordingMethod,
    flags: [...new Set<FlagId>([...lead.flags, ...(hasShiftedCopy ? (['offset_suspect'] as const) : [])])].sort(),
    recordings: recordings.map(({ id, sourceId }) => ({ id, sourceId })),
    fieldSources: { window: lead.sourceId, ...Object.fromEntries(fields), ...sources },
  };
}
