import type { RoutePoint } from '@tributary/contracts';

/** Numbers of a point as read; NaN stands for absent. */
export interface PointDraft {
  readonly timeMs: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number;
  readonly horizontalAccuracy: number;
  readonly verticalAccuracy: number;
  readonly speed: number;
  readonly course: number;
}

const OPTIONAL = ['altitude', 'horizontalAccuracy', 'verticalAccuracy', 'speed', 'course'] as const;
/** These are never negative: below zero they mean "not valid". */
const NOT_NEGATIVE: ReadonlySet<string> = new Set(['horizontalAccuracy', 'verticalAccuracy', 'speed', 'course']);

/** The last instant of a `Date`: a point in time beyond it could not be served. */
const MAX_TIME_MS = 8.64e15;

/** A point without what is not valid; null where time or place are not. */
export function routePoint(draft: PointDraft): RoutePoint | null {
  const { timeMs, latitude, longitude } = draft;
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && !(draft.horizontalAccuracy < 0);
  if (!(Math.abs(timeMs) <= MAX_TIME_MS) || !isPlace) return null;
  const optional = OPTIONAL.flatMap((key) => {
    const value = draft[key];
    const isValid = Number.isFinite(value) && !(value < 0 && NOT_NEGATIVE.has(key));
    return isValid && !(key === 'altitude' && draft.verticalAccuracy < 0) ? [[key, value] as const] : [];
  });
  return { timeMs, latitude, longitude, ...Object.fromEntries(optional) };
}

export const byTime = (a: RoutePoint, b: RoutePoint): number => a.timeMs - b.timeMs;
