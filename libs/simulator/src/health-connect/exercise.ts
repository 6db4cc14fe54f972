import type { Sport, Workout } from '../life/life.js';
import { activeStretches } from '../life/movements.js';
import type { WireRecord } from '../wire.js';
import { instant, meters } from './records.js';

/** exerciseType and segmentType in the numbers of Jetpack, which are not those of the platform. */
const SPORTS = {
  running: { type: 56, segment: 46, title: 'Evening run' },
  cycling: { type: 8, segment: 7, title: 'Ride' },
  strength: { type: 70, segment: 5, title: 'Strength training' },
} as const satisfies Record<Sport, WireRecord>;
const PAUSE_SEGMENT = 39;

function segmentsOf(workout: Workout): WireRecord[] {
  const { segment } = SPORTS[workout.sport];
  const active = activeStretches(workout).map((window) => ({ ...window, type: segment as number }));
  const paused = workout.pauses.map((window) => ({ ...window, type: PAUSE_SEGMENT }));
  return [...active, ...paused]
    .sort((a, b) => a.startMs - b.startMs)
    .map(({ startMs, endMs, type }) => ({
      startTime: instant(startMs),
      endTime: instant(endMs),
      repetitions: 0,
      segmentType: type,
    }));
}

/** The fields of an ExerciseSession besides window, offsets and metadata. */
export function exerciseFields(workout: Workout): WireRecord {
  const { type, title } = SPORTS[workout.sport];
  const route = workout.route.map((point) => ({
    time: instant(point.timeMs),
    latitude: point.latitude,
    longitude: point.longitude,
    horizontalAccuracy: meters(3.5),
    verticalAccuracy: meters(0),
    altitude: meters(point.altitudeMeters),
  }));
  return {
    notes: null,
    title,
    exerciseType: type,
    laps: workout.laps.map((lap) => ({
      startTime: instant(lap.startMs),
      endTime: instant(lap.endMs),
      length: meters(lap.meters),
    })),
    segments: segmentsOf(workout),
    exerciseRoute: { type: route.length === 0 ? 'NO_DATA' : 'DATA', route },
  };
}
