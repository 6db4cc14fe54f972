import { Type, type TSchema } from 'typebox';
import {
  AggregateSchema,
  DailySummarySchema,
  EventSchema,
  SampleSchema,
  SleepSchema,
  SourceSchema,
  WorkoutSchema,
} from '../read-models.js';
import { MOST_BUCKETS, PAGE_LIMITS, PAGE_QUERY, pageOf, WHOLE_LIST_QUERY } from './list.js';
import {
  ExplainSchema,
  PrioritiesSchema,
  ProductEventSchema,
  RecordSchema,
  RouteSchema,
  UserSchema,
  WorkoutDetailSchema,
} from './query-answers.js';
import { LINES_MEDIA_TYPE, type Route } from './route.js';

const Bound = Type.String({
  maxLength: 64,
  description: 'An instant (RFC 3339, any offset) or a local date of the person; a date as `to` includes that day.',
});
const WINDOW = { from: Type.Optional(Bound), to: Type.Optional(Bound) };
const Metric = Type.String({ minLength: 1, maxLength: 128, description: 'Id of the metric catalog.' });
const SourceId = Type.String({ pattern: '^src-[0-9a-f]{16}$', description: 'Id of a source.' });
const View = Type.Union([Type.Literal('resolved'), Type.Literal('recorded')], { default: 'resolved' });

/** A call that reads, with scope `read`, also for device tokens that have it. */
const read = <P extends `/${string}`, A extends TSchema>(path: P, summary: string, answer: A) => ({
  app: 'query-api' as const,
  method: 'GET' as const,
  path,
  scope: ['read'] as const,
  deviceToken: true,
  summary,
  answers: { 200: answer },
});

/** Calls of the query API: it only reads. A row stands here when its handler exists. */
export const QUERY_ROUTES = {
  readUser: read('/v1/users/{id}', 'Profile, zone, first and last data of a person.', UserSchema),
  listSources: {
    ...read('/v1/users/{id}/sources', 'Apps and devices that have data of the person.', pageOf(SourceSchema)),
    query: Type.Object(WHOLE_LIST_QUERY),
  },
  listSamples: {
    ...read(
      '/v1/users/{id}/samples',
      'Recorded samples of every source: those that start in the window, and those with a length that reach into it.',
      pageOf(SampleSchema),
    ),
    query: Type.Object({
      metric: Metric,
      ...WINDOW,
      source: Type.Optional(SourceId),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: PAGE_LIMITS.maximum,
          description: `Samples a page, ${String(PAGE_LIMITS.default)} where absent; as lines, all where absent.`,
        }),
      ),
      cursor: PAGE_QUERY.cursor,
    }),
    lines:
      'One sample a line, as in `data` of a page, in the same order: every one of the window, or as many as `limit` says. ' +
      'Begins behind `cursor` where one is given; a `Link` header with `rel="next"` names the next page where `limit` ended it. ' +
      'A stream that fails ends without its last chunk, so that its client sees it; ask again from the start of the last line on.',
  },
  listAggregates: {
    ...read('/v1/users/{id}/aggregates', 'Values per bucket, resolved by source priority.', pageOf(AggregateSchema)),
    query: Type.Object({
      metric: Metric,
      from: Type.String({
        maxLength: 64,
        description: 'As `from` of a list; with clock=local a wall-clock time without offset.',
      }),
      to: Type.String({
        maxLength: 64,
        description: 'As `to` of a list; with clock=local a wall-clock time without offset.',
      }),
      bucket: Type.String({
        maxLength: 8,
        default: 'P1D',
        description: `PT1M, 5, 10, 15, 20, 30, PT1H, 2, 3, 4, 6, 8, 12, P1D (from local midnight), P7D (from \`from\`), P1M (calendar) or all. A window of more than ${MOST_BUCKETS.toLocaleString('en')} buckets is refused with query_invalid; a month of PT1M is less.`,
      }),
      zone: Type.Optional(
        Type.String({ maxLength: 64, description: 'IANA zone of the buckets; default: the one of the person.' }),
      ),
      clock: Type.Union([Type.Literal('physical'), Type.Literal('local')], { default: 'physical' }),
      source: Type.Optional(
        Type.Union([SourceId, Type.Literal('all')], {
          description: 'Only this source; `all` adds or pools all sources.',
        }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: PAGE_LIMITS.maximum,
          description: 'Buckets a page; without it all.',
        }),
      ),
      cursor: PAGE_QUERY.cursor,
    }),
  },
  listDailySummaries: {
    ...read('/v1/users/{id}/daily-summaries', 'One row per local date that has data.', pageOf(DailySummarySchema)),
    query: Type.Object({ ...WINDOW, ...PAGE_QUERY }),
  },
  listWorkouts: {
    ...read(
      '/v1/users/{id}/workouts',
      'Workouts that reach into the window: one per real workout, or as recorded.',
      pageOf(WorkoutSchema),
    ),
    query: Type.Object({
      ...WINDOW,
      sport: Type.Optional(Type.String({ maxLength: 64, description: 'A sport or a group of sports.' })),
      rawSport: Type.Optional(
        Type.String({ maxLength: 64, description: "The platform's code as sent: finds what no table knows." }),
      ),
      view: View,
      ...PAGE_QUERY,
    }),
  },
  readWorkout: read('/v1/users/{id}/workouts/{workoutId}', 'One workout with its samples.', WorkoutDetailSchema),
  readWorkoutRoute: {
    ...read('/v1/users/{id}/workouts/{workoutId}/route', 'The route of a workout as GeoJSON.', RouteSchema),
    mediaType: 'application/geo+json',
  },
  listSleep: {
    ...read(
      '/v1/users/{id}/sleep',
      'Nights and naps that reach into the window, or the sessions as recorded.',
      pageOf(SleepSchema),
    ),
    query: Type.Object({ ...WINDOW, view: View, ...PAGE_QUERY }),
  },
  listEvents: {
    ...read(
      '/v1/users/{id}/events',
      'Categorical records, and every type the tables do not know, that reach into the window.',
      pageOf(EventSchema),
    ),
    query: Type.Object({
      type: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
      ...WINDOW,
      ...PAGE_QUERY,
    }),
  },
  readRecord: read(
    '/v1/users/{id}/records/{recordId}',
    'One stored record of any kind with its versions.',
    RecordSchema,
  ),
  explain: {
    ...read('/v1/users/{id}/explain', 'Which records made a value, which lost, and by which rule.', ExplainSchema),
    query: Type.Object({
      metric: Metric,
      date: Type.Optional(
        Type.String({ maxLength: 10, description: 'Local date of the person; otherwise `from` and `to`.' }),
      ),
      ...WINDOW,
    }),
  },
  readPriorities: {
    ...read('/v1/priorities', 'Source-priority rules of the tenant.', PrioritiesSchema),
    deviceToken: false,
  },
  readUserPriorities: read('/v1/users/{id}/priorities', 'Source-priority rules of a person.', PrioritiesSchema),
  listChanges: {
    ...read('/v1/users/{id}/changes', 'The events of the product topics, by sequence.', pageOf(ProductEventSchema)),
    query: Type.Object({
      after: Type.Integer({ minimum: 0, default: 0, description: 'Sequence of the last event seen.' }),
      kinds: Type.Optional(
        Type.String({
          maxLength: 200,
          description: 'samples, workout, sleep, daily_summary, event; separated by commas.',
        }),
      ),
      ...PAGE_QUERY,
    }),
  },
  exportUser: {
    ...read(
      '/v1/users/{id}/export',
      'Everything of the person, one JSON object a line; `tributary import` reads it.',
      Type.String({ description: 'NDJSON; each line fits the published schema `export-line`.' }),
    ),
    mediaType: LINES_MEDIA_TYPE,
  },
  readCatalog: {
    ...read(
      '/v1/catalog/{table}',
      'The tables: metrics, sports, sleep-stages, record-types, failures.',
      pageOf(Type.Unknown()),
    ),
    query: Type.Object(WHOLE_LIST_QUERY),
  },
} as const satisfies Record<string, Route>;
