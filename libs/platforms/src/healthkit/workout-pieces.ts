import {
  enumMemberName,
  sportFor,
  type WorkoutEvent,
  type WorkoutLap,
  type WorkoutSegment,
} from '@tributary/contracts';
import { firstOf, isAbsent, isNumber, isObject, isScalar, listOf, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import { codeOf, snakeCase } from '../mapping/codes.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { END_NAMES, START_NAMES } from './header.js';

interface Piece {
  readonly startMs: number;
  readonly endMs: number;
  readonly raw: JsonObject;
  readonly path: string;
}

/** Pieces with a readable window, in order of time; broken ones are left out with a warning. */
function readPieces(raw: JsonObject, names: readonly [string, string], scope: RecordScope): Piece[] {
  const key = isAbsent(raw[names[0]]) ? names[1] : names[0];
  const pieces: Piece[] = [];
  for (const [at, item] of listOf(raw[key]).entries()) {
    const path = `${key}[${at}]`;
    const window = isObject(item) ? readWindow(item) : null;
    if (isObject(item) && window !== null) pieces.push({ ...window, raw: item, path });
    else scope.warnings.add('series_sample_rejected', path);
  }
  return pieces.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
}

/** An open piece has no end, its start as end, or the empty text of 8.x. */
function readWindow(raw: JsonObject): { startMs: number; endMs: number } | null {
  const startMs = parseInstant(firstOf(raw, START_NAMES));
  const end = firstOf(raw, END_NAMES);
  const endMs = isAbsent(end) || end === '' ? startMs : parseInstant(end);
  return startMs <= endMs ? { startMs, endMs } : null;
}

/** Pauses, laps, markers. An unknown type keeps its int as name. */
export function readEvents(raw: JsonObject, scope: RecordScope): WorkoutEvent[] {
  return readPieces(raw, ['events', 'workoutEvents'], scope).flatMap(({ startMs, endMs, raw: item, path }) => {
    const code = codeOf(item['type'] ?? item['eventType']);
    if (!isScalar(code)) {
      scope.warnings.add('series_sample_rejected', path);
      return [];
    }
    const name = typeof code === 'number' ? enumMemberName('healthkit', 'HKWorkoutEventType', code) : undefined;
    if (name === undefined) scope.warnings.add('code_unknown', `${path}.type`);
    return [{ startMs, endMs, type: snakeCase(name ?? String(code)) }];
  });
}

/** Laps are the lap events that have a length in time; the length in metres is one for all of them. */
export function readLaps(events: readonly WorkoutEvent[], metadata: ReadonlyMap<string, unknown>): WorkoutLap[] {
  const length = metadata.get('HKLapLength');
  const meters = isObject(length) && length['unit'] === 'm' ? length['quantity'] : undefined;
  return events
    .filter(({ type, startMs, endMs }) => type === 'lap' && endMs > startMs)
    .map(({ startMs, endMs }) =>
      isNumber(meters) && meters > 0 ? { startMs, endMs, lengthMeters: meters } : { startMs, endMs },
    );
}

/** Activities of a workout (a triathlon has three): segments named after their sport. */
export function readSegments(raw: JsonObject, scope: RecordScope): WorkoutSegment[] {
  return readPieces(raw, ['activities', 'workoutActivities'], scope).map(({ startMs, endMs, raw: item, path }) => {
    const code = codeOf(item['activityType'] ?? item['workoutActivityType']);
    if (!isNumber(code) && typeof code !== 'string') return { startMs, endMs, type: 'unknown', rawType: 'unknown' };
    const { sport, known } = sportFor('healthkit', code);
    if (!known) scope.warnings.add('code_unknown', `${path}.activityType`);
    return { startMs, endMs, type: sport, rawType: code };
  });
}
