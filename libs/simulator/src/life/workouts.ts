import { type DayFrame, dayNumber } from '../calendar.js';
import { rollDice, rounded } from '../dice.js';
import type { RoutePoint, Sport, Window, Workout } from './life.js';

interface Training {
  readonly sport: Sport;
  /** Minutes since local midnight, and its length. */
  readonly at: number;
  readonly minutes: number;
  readonly metersPerMinute: number;
  readonly kilocaloriesPerMinute: number;
  readonly lapMeters: number | null;
}

/** Four days, over and over; the second is a day of rest. */
const TRAININGS: readonly (Training | null)[] = [
  { sport: 'running', at: 17 * 60, minutes: 42, metersPerMinute: 172, kilocaloriesPerMinute: 11.2, lapMeters: 1000 },
  null,
  {
    sport: 'cycling',
    at: 16 * 60 + 30,
    minutes: 75,
    metersPerMinute: 410,
    kilocaloriesPerMinute: 8.7,
    lapMeters: 5000,
  },
  { sport: 'strength', at: 17 * 60 + 15, minutes: 50, metersPerMinute: 0, kilocaloriesPerMinute: 5.1, lapMeters: null },
];

const MINUTE_MS = 60_000;
const POINT_MS = 10_000;
/** Where routes begin: a meadow, nobody's home. */
const START = { latitude: 48.1371, longitude: 11.5754, altitudeMeters: 519.2 };
const METERS_PER_DEGREE = 111_320;

function planLaps(window: Window, pause: Window, lapMeters: number, metersPerMs: number): Workout['laps'] {
  const laps: (Window & { meters: number })[] = [];
  const lapMs = Math.round(lapMeters / metersPerMs);
  let startMs = window.startMs;
  while (startMs + lapMs < window.endMs) {
    const crossesPause = startMs <= pause.startMs && startMs + lapMs > pause.startMs;
    const endMs = Math.min(window.endMs, startMs + lapMs + (crossesPause ? pause.endMs - pause.startMs : 0));
    laps.push({ startMs, endMs, meters: lapMeters });
    startMs = endMs;
  }
  return laps;
}

/** A slow bend to the south, a point every ten seconds, standing still in the pause. */
function planRoute(window: Window, pause: Window, metersPerMs: number): RoutePoint[] {
  const points: RoutePoint[] = [];
  let { latitude, longitude, altitudeMeters } = START;
  for (let timeMs = window.startMs; timeMs < window.endMs; timeMs += POINT_MS) {
    const resting = timeMs > pause.startMs && timeMs <= pause.endMs;
    const meters = points.length === 0 || resting ? 0 : metersPerMs * POINT_MS;
    const angle = points.length / 90;
    latitude -= (Math.cos(angle) * meters) / METERS_PER_DEGREE;
    longitude += (Math.sin(angle) * meters) / (METERS_PER_DEGREE * Math.cos((START.latitude * Math.PI) / 180));
    altitudeMeters = START.altitudeMeters + 12 * Math.sin(points.length / 25);
    points.push({
      timeMs,
      latitude: rounded(latitude, 6),
      longitude: rounded(longitude, 6),
      altitudeMeters: rounded(altitudeMeters, 1),
      meters: rounded(meters, 2),
    });
  }
  return points;
}

/** The workout of a day, if it has one. */
export function planWorkout(seed: string, frame: DayFrame): Workout | null {
  const dice = rollDice(seed, 'workout', frame.date);
  const training = TRAININGS[dayNumber(frame.date) % TRAININGS.length] ?? null;
  const begin = training === null ? null : frame.at(Math.round(training.at + dice.between(-15, 15)));
  if (training === null || begin === null) return null;
  const startMs = begin + dice.whole(0, 59) * 1000;
  const endMs = startMs + Math.round(training.minutes * dice.between(0.9, 1.1) * 60) * 1000;
  const pauseStartMs = startMs + Math.round(((endMs - startMs) * dice.between(0.4, 0.6)) / 1000) * 1000;
  const pause = { startMs: pauseStartMs, endMs: pauseStartMs + dice.whole(45, 150) * 1000 };
  const activeMs = endMs - startMs - (pause.endMs - pause.startMs);
  const metersPerMs = (training.metersPerMinute * dice.between(0.92, 1.08)) / MINUTE_MS;
  return {
    sport: training.sport,
    startMs,
    endMs,
    pauses: [pause],
    laps: training.lapMeters === null ? [] : planLaps({ startMs, endMs }, pause, training.lapMeters, metersPerMs),
    meters: rounded(metersPerMs * activeMs, 1),
    kilocalories: rounded((training.kilocaloriesPerMinute * activeMs) / MINUTE_MS, 1),
    route: metersPerMs === 0 ? [] : planRoute({ startMs, endMs }, pause, metersPerMs),
    activeSeconds: activeMs / 1000,
  };
}
