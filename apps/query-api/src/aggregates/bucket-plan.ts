import { MOST_BUCKETS, type Interval } from '@tributary/contracts';
import { bucketLimit, bucketsOf, isZone, parseBucket, timelineOf, type ZoneTimeline } from '@tributary/resolution';
import type { Person } from '../person/person.js';
import { parseBound, parseLocalBound } from '../lists/bound.js';
import { invalidQuery } from '../lists/query-error.js';
import { checkOrder, readBound, resolveBounds, type WindowQuery } from '../lists/window.js';

/** How a person asks for buckets. */
export interface BucketQuery extends Required<WindowQuery> {
  readonly bucket: string;
  readonly zone?: string;
  readonly clock: 'physical' | 'local';
}

/** The buckets of a request and the clock they are on. */
export interface BucketPlan {
  readonly buckets: readonly Interval[];
  /** Local dates on the clock of the buckets. */
  readonly calendar: ZoneTimeline;
  readonly isLocal: boolean;
}

/** On a local clock every bound is a wall-clock time: the calendar of UTC serves. */
const WALL_CLOCK = '+00:00';

/** An offset is a zone to records, but no IANA name: it knows no daylight-saving time. */
const isNamedZone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && isZone(zone);

function calendarOf({ zone, clock }: BucketQuery): ZoneTimeline | null {
  if (zone !== undefined && !isNamedZone(zone)) throw invalidQuery('zone', 'must be an IANA time zone');
  if (clock === 'local') return timelineOf(WALL_CLOCK);
  return zone === undefined ? null : timelineOf(zone);
}

/** @throws RequestFailure `query_invalid` for bounds, buckets and zones that do not fit. */
export async function planBuckets(query: BucketQuery, person: Person): Promise<BucketPlan> {
  const spec = parseBucket(query.bucket);
  if (!spec) throw invalidQuery('bucket', 'is not one of the buckets offered');
  const isLocal = query.clock === 'local';
  const parse = isLocal ? parseLocalBound : parseBound;
  const [from, to] = [readBound(query, 'from', parse), readBound(query, 'to', parse)];
  // Buckets begin at midnight, so dates do too, whenever the person's own day begins.
  const {
    fromMs = 0,
    toMs = 0,
    zones,
  } = await resolveBounds(from, to, person, { calendar: calendarOf(query), dayStartsAtMinutes: 0 });
  checkOrder(fromMs, toMs);
  if (bucketLimit(spec, fromMs, toMs) > 2 * MOST_BUCKETS) throw tooMany();
  const buckets = bucketsOf(spec, fromMs, toMs, zones);
  if (buckets.length > MOST_BUCKETS) throw tooMany();
  return { buckets, calendar: zones, isLocal };
}

const tooMany = () => invalidQuery('bucket', `gives more than ${String(MOST_BUCKETS)} buckets in this window`);
