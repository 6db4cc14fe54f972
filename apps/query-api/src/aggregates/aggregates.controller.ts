import { Controller, Inject, Param } from '@nestjs/common';
import type { AggregateView, SourceId } from '@tributary/contracts';
import { Caller, Route, RouteQuery, type Credential, type QueryOf } from '@tributary/http';
import { knownMetric } from '../lists/known-metric.js';
import { keyCursor, listTag, toPage, type Page } from '../lists/page.js';
import { invalidQuery } from '../lists/query-error.js';
import { PersonReader } from '../person/person.reader.js';
import { aggregate } from './aggregate.query.js';
import { toAggregateView } from './aggregate.response.js';
import { planBuckets, type BucketPlan } from './bucket-plan.js';

const noAggregates = () => invalidQuery('metric', 'has no aggregates');

/** The buckets of one page and one more; only they are computed. */
function pageOf(plan: BucketPlan, after: number | null, limit: number): BucketPlan {
  const first = after === null ? 0 : plan.buckets.findIndex(({ startMs }) => startMs > after);
  return { ...plan, buckets: first < 0 ? [] : plan.buckets.slice(first, first + limit + 1) };
}

@Controller()
export class AggregatesController {
  constructor(@Inject(PersonReader) private readonly people: PersonReader) {}

  @Route('listAggregates')
  async list(
    @Caller() caller: Credential,
    @Param('id') id: string,
    @RouteQuery('listAggregates') query: QueryOf<'listAggregates'>,
  ): Promise<Page<AggregateView>> {
    const metric = knownMetric(query.metric);
    const tag = listTag('listAggregates', query, id);
    const after = keyCursor(query, tag, 'number');
    const person = await this.people.find(caller, id);
    const whole = await planBuckets(query, person);
    const limit = query.limit ?? whole.buckets.length;
    const plan = pageOf(whole, after, limit);
    if (plan.buckets.length === 0) return { data: [], nextCursor: null };
    const source = query.source as SourceId | 'all' | undefined;
    const rows = await aggregate(person, { metric, plan, ...(source !== undefined && { source }) });
    if (!rows) throw noAggregates();
    return toPage(
      rows,
      limit,
      tag,
      (row) => [row.startMs],
      (row) => toAggregateView(row, metric, plan.isLocal),
    );
  }
}
