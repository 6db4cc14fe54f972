import type { RoutePoint } from '@tributary/contracts';
import { isAbsent, isObject, numberOf, type JsonObject } from '../reading/json.js';
import { parseInstant } from '../reading/instant.js';
import type { RecordScope } from '../mapping/batch-scope.js';
import { byTime, routePoint } from '../mapping/route.js';
import { Refusal } from '../record-result.js';
import { convert } from '@tributary/contracts';
import { fieldShapeOf, readField } from './unit-object.js';

const LENGTH = fieldShapeOf('length', 'm');

/** Metres of a length object; NaN where absent, which the library writes as zero. */
function metersOf(value: unknown): number {
  if (isAbsent(value)) return NaN;
  const sent = readField(value, LENGTH, '', true);
  if (sent instanceof Refusal || sent.value === 0) return NaN;
  return convert(sent.value, sent.unit, 'm', { dimension: 'length', platform: 'health_connect' }) ?? NaN;
}

function readPoint(raw: JsonObject): RoutePoint | null {
  return routePoint({
    timeMs: parseInstant(raw['time']),
    latitude: numberOf(raw['latitude']),
    longitude: numberOf(raw['longitude']),
    altitude: metersOf(raw['altitude']),
    horizontalAccuracy: metersOf(raw['horizontalAccuracy']),
    verticalAccuracy: metersOf(raw['verticalAccuracy']),
    speed: NaN,
    course: NaN,
  });
}

/** Points in order of time; null where no point is left: only a type says that there is no route. */
function readPoints(list: readonly unknown[], path: string, scope: RecordScope): RoutePoint[] | null {
  const points: RoutePoint[] = [];
  for (const [at, item] of list.entries()) {
    const point = isObject(item) ? readPoint(item) : null;
    if (point === null) scope.warnings.add('series_sample_rejected', `${path}[${at}]`);
    else points.push(point);
  }
  return points.length > 0 ? points.sort(byTime) : null;
}

/** What `type` says; ints are those of native clients. */
const ROUTE_TYPES: ReadonlyMap<unknown, 'data' | 'none' | 'withheld'> = new Map<unknown, 'data' | 'none' | 'withheld'>([
  ['DATA', 'data'],
  [0, 'data'],
  ['NO_DATA', 'none'],
  [1, 'none'],
  ['CONSENT_REQUIRED', 'withheld'],
  [2, 'withheld'],
]);

/**
 * The route of a session: points, none, `withheld` (there is one, but it was not given), or null for no information,
 * which is what `{}` says before 3.3.
 */
export function readRoute(raw: JsonObject, scope: RecordScope): RoutePoint[] | 'withheld' | null {
  const key = isAbsent(raw['exerciseRoute']) ? 'exerciseRouteResult' : 'exerciseRoute';
  const sent = raw[key];
  if (Array.isArray(sent)) return readPoints(sent, key, scope);
  if (!isObject(sent)) return null;
  const type = ROUTE_TYPES.get(sent['type']);
  if (type === undefined && !isAbsent(sent['type'])) scope.warnings.add('code_unknown', `${key}.type`);
  if (type === 'withheld') return 'withheld';
  if (type === 'none') return [];
  const list = isAbsent(sent['route']) ? 'locations' : 'route';
  const points = sent[list];
  return Array.isArray(points) ? readPoints(points, `${key}.${list}`, scope) : null;
}
