import type {
  FlagId,
  Interval,
  RecordingMethod,
  WorkoutEvent,
  WorkoutLap,
  WorkoutSegment,
  WorkoutStatistic,
} from '@tributary/contracts';

/** A workout as one source recorded it. */
export interface WorkoutInput extends Interval {
  readonly id: string;
  readonly sourceId: string;
  /** By the rule `workouts`; larger is better. Sources that never count are left out. */
  readonly rank: number;
  /** Minutes east of UTC at the start. */
  readonly offsetMinutes: number;
  readonly recordingMethod: RecordingMethod;
  readonly sport: string;
  readonly rawSport: number | string;
  readonly title: string | null;
  /** Seconds without pauses and rests, where the platform states it. */
  readonly activeSeconds: number | null;
  /** By metric id, in the canonical unit of the metric. */
  readonly statistics: Readonly<Record<string, WorkoutStatistic>>;
  readonly segments: readonly WorkoutSegment[];
  readonly laps: readonly WorkoutLap[];
  readonly events: readonly WorkoutEvent[];
  readonly hasRoute: boolean;
  readonly flags: readonly FlagId[];
}
