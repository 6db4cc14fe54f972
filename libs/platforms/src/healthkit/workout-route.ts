import type { RoutePoint } from '@tributary/contracts';
import { firstOf, isAbsent, isObject, listOf, numberOf, objectOf, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { byTime, routePoint } from '../mapping/route.js';

const ROUTE_NAMES = ['routes', 'workoutRoutes', 'route'] as const;
const TIME_NAMES = ['date', 'timestamp', 'time'] as const;

/** Text is ISO; a number is epoch seconds, as 8.x writes it. */
function readTime(value: unknown): number {
  return typeof value === 'number' ? Math.round(value * 1000) : parseInstant(value);
}

function readPoint(raw: JsonObject): RoutePoint | null {
  return routePoint({
    timeMs: readTime(firstOf(raw, TIME_NAMES)),
    latitude: numberOf(raw['latitude']),
    longitude: numberOf(raw['longitude']),
    altitude: numberOf(raw['altitude']),
    horizontalAccuracy: numberOf(raw['horizontalAccuracy']),
    verticalAccuracy: numberOf(raw['verticalAccuracy']),
    speed: numberOf(raw['speed']),
    course: numberOf(raw['course']),
  });
}

/** Route objects with their paths: an array of them, a single one, or the bare array of points of one. */
function routesOf(sent: unknown, key: string): (readonly [points: readonly unknown[], path: string])[] {
  if (isObject(sent)) return [[listOf(sent['locations']), `${key}.locations`]];
  const list = listOf(sent);
  if (list.some((item) => isObject(item) && !isAbsent(item['latitude']))) return [[list, key]];
  return list.map((item, at) => [listOf(objectOf(item)['locations']), `${key}[${at}].locations`] as const);
}

/**
 * The points of all routes of a workout in order of time; null where the app attached none. HealthKit adds routes after
 * the workout and does not tell an app that it may not read them: an empty list is word of no route only in an edit.
 */
export function readRoute(raw: JsonObject, isEdit: boolean, scope: RecordScope): RoutePoint[] | null {
  const key = ROUTE_NAMES.find((name) => !isAbsent(raw[name]));
  if (key === undefined) return null;
  const points: RoutePoint[] = [];
  const routes = routesOf(raw[key], key);
  for (const [list, path] of routes) {
    for (const [at, item] of list.entries()) {
      const point = isObject(item) ? readPoint(item) : null;
      if (point === null) scope.warnings.add('series_sample_rejected', `${path}[${at}]`);
      else points.push(point);
    }
  }
  if (points.length > 0) return points.sort(byTime);
  return isEdit && routes.every(([list]) => list.length === 0) ? points : null;
}
