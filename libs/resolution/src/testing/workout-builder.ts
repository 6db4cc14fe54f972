import type { WorkoutInput } from '../workout-input.js';

type Told = Partial<WorkoutInput> & Pick<WorkoutInput, 'id' | 'sourceId' | 'rank' | 'startMs' | 'endMs'>;

/** A run of which no more is told than a spec says. */
export const aWorkout = (told: Told): WorkoutInput => ({
  offsetMinutes: 0,
  recordingMethod: 'active',
  sport: 'running',
  rawSport: 37,
  title: null,
  activeSeconds: null,
  statistics: {},
  segments: [],
  laps: [],
  events: [],
  hasRoute: false,
  flags: [],
  ...told,
});
