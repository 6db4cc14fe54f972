import type { CanonicalRecord, RecordVersion, RoutePoint, UserKey } from '@tributary/contracts';

/** What a version of a session said of its route; no points: that there is none. */
export interface ToldRoute {
  readonly version: RecordVersion;
  readonly points: readonly RoutePoint[];
}

/** A workout, sleep session or event as recorded: collection `recordings`, key = record id. */
export interface Recording {
  readonly u: UserKey;
  readonly kind: 'workout' | 'sleep' | 'event';
  /** Metric id, sport or raw identifier: what lists filter by. */
  readonly type: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly record: CanonicalRecord;
  readonly revision: number;
  readonly batchId: string;
  readonly deviceTimeZone: string | null;
  /** Of a workout that says nothing of its route: what the newest older version that does said. */
  readonly toldRoute?: ToldRoute;
}

/** The route that was told of a recording; empty where there is none. */
export function routeOf({ record: { content }, toldRoute }: Recording): readonly RoutePoint[] {
  if (content.kind !== 'workout') return [];
  return Array.isArray(content.route) ? content.route : (toldRoute?.points ?? []);
}

/** The route as a line, which is what is served: empty where it has fewer than the two points of one (RFC 7946). */
export function lineOf(recording: Recording): readonly RoutePoint[] {
  const points = routeOf(recording);
  return points.length > 1 ? points : [];
}
