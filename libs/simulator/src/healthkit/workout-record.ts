import { toInstant } from '@tributary/contracts';
import type { Dice } from '../dice.js';
import { rounded } from '../dice.js';
import type { Beat } from '../life/heart.js';
import type { Workout } from '../life/life.js';
import type { WireRecord } from '../wire.js';
import type { HealthkitSource } from './devices.js';
import { workoutSample } from './records.js';

/** HKWorkoutActivityType, and the type of the distance that the workout sums up. */
export const SPORTS = {
  running: { activity: 37, distance: 'DistanceWalkingRunning' },
  cycling: { activity: 13, distance: 'DistanceCycling' },
  strength: { activity: 50, distance: null },
} as const;

/** HKWorkoutEventType. */
const EVENT = { pause: 1, resume: 2, lap: 3, segment: 7 } as const;

function eventsOf(workout: Workout): WireRecord[] {
  const event = (type: number, startMs: number, endMs: number): WireRecord => ({
    type,
    startDate: toInstant(startMs),
    endDate: toInstant(endMs),
    metadata: {},
  });
  const pauses = workout.pauses.flatMap(({ startMs, endMs }) => [
    event(EVENT.pause, startMs, startMs),
    event(EVENT.resume, endMs, endMs),
  ]);
  const laps = workout.laps.flatMap(({ startMs, endMs }) => [
    event(EVENT.segment, startMs, endMs),
    event(EVENT.lap, startMs, endMs),
  ]);
  return [...laps, ...pauses];
}

function routeOf(workout: Workout): WireRecord[] {
  const locations = workout.route.map((point, index) => ({
    altitude: point.altitudeMeters,
    course: rounded((180 + index) % 360, 1),
    date: toInstant(point.timeMs),
    ...(index === 0 ? {} : { distance: point.meters }),
    horizontalAccuracy: 4.2,
    latitude: point.latitude,
    longitude: point.longitude,
    speed: rounded(point.meters / 10, 2),
    speedAccuracy: 0.4,
    verticalAccuracy: 3.1,
  }));
  return [{ locations, HKMetadataKeySyncIdentifier: `route-${String(workout.startMs)}`, HKMetadataKeySyncVersion: 2 }];
}

function statisticsOf(workout: Workout, beats: readonly Beat[], source: HealthkitSource): WireRecord {
  const values = beats.map((beat) => beat.beatsPerMinute);
  const frame = {
    startDate: toInstant(workout.startMs),
    endDate: toInstant(workout.endMs),
    sources: [source.sourceRevision.source],
  };
  const { distance } = SPORTS[workout.sport];
  const rate = (quantity: number): WireRecord => ({ unit: 'count/min', quantity });
  return {
    ...(distance === null
      ? {}
      : {
          [`HKQuantityTypeIdentifier${distance}`]: {
            sumQuantity: { unit: 'km', quantity: rounded(workout.meters / 1000, 4) },
            ...frame,
          },
        }),
    HKQuantityTypeIdentifierActiveEnergyBurned: {
      sumQuantity: { unit: 'kcal', quantity: workout.kilocalories },
      ...frame,
    },
    HKQuantityTypeIdentifierHeartRate: {
      averageQuantity: rate(rounded(values.reduce((sum, value) => sum + value, 0) / values.length, 1)),
      maximumQuantity: rate(Math.max(...values)),
      minimumQuantity: rate(Math.min(...values)),
      ...frame,
    },
  };
}

/** The workout as the watch recorded it. `beats` are the readings inside it. */
export function workoutRecord(
  workout: Workout,
  beats: readonly Beat[],
  zone: string,
  source: HealthkitSource,
  dice: Dice,
): WireRecord {
  const { startMs, endMs, sport } = workout;
  const fields = {
    workoutActivityType: SPORTS[sport].activity,
    duration: { unit: 's', quantity: workout.activeSeconds },
    totalEnergyBurned: { unit: 'kcal', quantity: workout.kilocalories },
    ...(workout.meters === 0 ? {} : { totalDistance: { unit: 'meters', quantity: workout.meters } }),
    events: eventsOf(workout),
    activities: [
      {
        startDate: toInstant(startMs),
        endDate: toInstant(endMs),
        uuid: dice.uuid().toUpperCase(),
        duration: workout.activeSeconds,
        activityType: SPORTS[sport].activity,
      },
    ],
    ...(workout.route.length === 0 ? {} : { routes: routeOf(workout) }),
    statistics: statisticsOf(workout, beats, source),
  };
  const metadata = {
    HKTimeZone: zone,
    HKIndoorWorkout: sport === 'strength',
    HKAverageMETs: { quantity: 8.6, unit: 'kcal/hr·kg' },
  };
  return workoutSample({ uuid: dice.uuid(), source, startMs, endMs, metadata, fields });
}
