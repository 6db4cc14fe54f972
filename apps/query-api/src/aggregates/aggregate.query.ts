import type { Interval, Metric, SourceId } from '@tributary/contracts';
import { hull, resolveBuckets, toLocalClock, type AggregateBucket, type MetricRecord } from '@tributary/resolution';
import { metricHoldings, type MetricHoldings } from '@tributary/store';
import type { Person } from '../person/person.js';
import { rankingOf, type Ranking } from '../person/person-rules.js';
import { rulePeriods } from '../person/rule-periods.js';
import type { BucketPlan } from './bucket-plan.js';

export interface AggregateRequest {
  readonly metric: Metric;
  /** Absent: resolved by priority. */
  readonly source?: SourceId | 'all';
  readonly plan: BucketPlan;
}

const DAY_MS = 86_400_000;

/** From the first bucket to the last in physical time; on a local clock a day wider, since no offset is larger. */
function physicalSpan({ buckets, isLocal }: BucketPlan): Interval {
  const { startMs, endMs } = hull(buckets);
  const margin = isLocal ? DAY_MS : 0;
  return { startMs: startMs - margin, endMs: endMs + margin };
}

/** Records on the wall clock of where they were made: the offsets they name, else the person's at that time. */
async function onLocalClock(
  person: Person,
  span: Interval,
  metric: Metric,
  { records, offsets }: MetricHoldings,
): Promise<MetricRecord[]> {
  const zones = await person.zones({ fromMs: span.startMs, toMs: span.endMs });
  const named = offsets();
  return records.map((record) => {
    const own = named.get(record.id);
    const start = own?.start ?? zones.zoneAt(record.startMs).offsetMinutes;
    const isInstant = record.endMs === record.startMs;
    // Samples of a series have no offset of their own: that of the record's start.
    const ownEnd = isInstant && metric.resolution === 'best_source' ? start : own?.end;
    const end = ownEnd ?? (isInstant ? start : zones.zoneAt(record.endMs - 1).offsetMinutes);
    return toLocalClock({ ...record, rank: 0 }, start, end);
  });
}

/** Long enough that a month of days is one read, short enough that five years of a dense series are not one. */
const SPAN_AT_ONCE_MS = 35 * DAY_MS;

/** Buckets in stretches that are read together; a longer bucket is one of its own. */
function stretchesOf(buckets: readonly Interval[]): Interval[][] {
  const stretches: Interval[][] = [];
  for (const bucket of buckets) {
    const last = stretches.at(-1);
    const fits = last?.[0] !== undefined && bucket.endMs - last[0].startMs <= SPAN_AT_ONCE_MS;
    if (fits) last.push(bucket);
    else stretches.push([bucket]);
  }
  return stretches;
}

async function aggregateStretch(
  person: Person,
  { metric, source, plan }: AggregateRequest,
  { rules, sources }: Ranking,
): Promise<AggregateBucket[] | null> {
  const span = physicalSpan(plan);
  const one = source === undefined || source === 'all' ? undefined : source;
  const { calendar } = plan;
  const { dayStartsAtMinutes } = person;
  const holdings = await metricHoldings(person.readers.data, person.user, metric, span, one);
  return resolveBuckets({
    metric,
    records: plan.isLocal ? await onLocalClock(person, span, metric, holdings) : holdings.records,
    sources,
    spans: rulePeriods(rules, metric.id, hull(plan.buckets), { calendar, dayStartsAtMinutes }),
    buckets: plan.buckets,
    view: source === undefined ? 'resolved' : source === 'all' ? 'all' : 'single',
  });
}

/** The value of every bucket, in the order of the buckets; null: the metric has no aggregates. */
export async function aggregate(person: Person, request: AggregateRequest): Promise<AggregateBucket[] | null> {
  const ranking = await rankingOf(person);
  const resolved: AggregateBucket[] = [];
  for (const buckets of stretchesOf(request.plan.buckets)) {
    const stretch = await aggregateStretch(person, { ...request, plan: { ...request.plan, buckets } }, ranking);
    if (!stretch) return null;
    for (const bucket of stretch) resolved.push(bucket);
  }
  return resolved;
}
