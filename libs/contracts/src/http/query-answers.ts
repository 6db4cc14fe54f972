import { Type, type Static, type TSchema } from 'typebox';
import { SampleSchema, WorkoutSchema } from '../read-models.js';

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = (description: string) => Type.String({ format: 'date-time', description });
const Instant = instant('RFC 3339 UTC with milliseconds.');
const Share = Type.Object({ sourceId: Type.String(), value: Type.Number(), seconds: Type.Number() });

export const UserSchema = Type.Object({
  id: Type.String(),
  timeZone: Nullable(
    Type.String({ description: 'IANA zone in force now: set, or told by a live batch; null while there is none.' }),
  ),
  dayStartsAt: Type.String({ description: '`HH:MM`.' }),
  attributes: Type.Record(Type.String(), Type.Unknown()),
  createdAt: Nullable(Instant),
  firstData: Nullable(instant('Earliest instant of all that was ever received, deleted since or not.')),
  lastData: Nullable(instant('Latest one, of the same.')),
  sources: Type.Integer({ description: 'How many sources ever had data of the person.' }),
});
export type UserView = Static<typeof UserSchema>;

/** A workout with the samples that its sources recorded while it lasted. */
export const WorkoutDetailSchema = Type.Object({
  ...WorkoutSchema.properties,
  samples: Type.Array(SampleSchema, { description: 'By metric and time; the first 100,000.' }),
});
export type WorkoutDetailView = Static<typeof WorkoutDetailSchema>;

const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 3,
  description: 'Longitude, latitude, altitude in metres where known.',
});

/** GeoJSON (RFC 7946): one point a line, everything else about the points in parallel lists. */
export const RouteSchema = Type.Object({
  type: Type.Literal('Feature'),
  geometry: Type.Object({ type: Type.Literal('LineString'), coordinates: Type.Array(Position, { minItems: 2 }) }),
  properties: Type.Object({
    workoutId: Type.String(),
    recordingId: Type.String(),
    sourceId: Type.String(),
    times: Type.Array(Instant),
    speeds: Type.Optional(Type.Array(Nullable(Type.Number()), { description: 'Metres per second.' })),
    courses: Type.Optional(Type.Array(Nullable(Type.Number()), { description: 'Degrees clockwise from north.' })),
    horizontalAccuracies: Type.Optional(Type.Array(Nullable(Type.Number()), { description: 'Metres.' })),
    verticalAccuracies: Type.Optional(Type.Array(Nullable(Type.Number()), { description: 'Metres.' })),
  }),
});
export type RouteView = Static<typeof RouteSchema>;

const RecordVersionSchema = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  op: Type.Union([Type.Literal('upsert'), Type.Literal('delete')]),
  clientVersion: Nullable(Type.Number()),
  modifiedAt: Nullable(Instant),
  hash: Type.String(),
  batchId: Type.String(),
  index: Type.Integer({ description: 'Position in the list of the batch.' }),
});

export const RecordSchema = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('sample'), Type.Literal('event'), Type.Literal('workout'), Type.Literal('sleep')]),
  start: Instant,
  end: Instant,
  sourceId: Type.String(),
  recordingMethod: Type.String(),
  flags: Type.Array(Type.String()),
  version: Type.Integer({ minimum: 1 }),
  batchId: Type.String(),
  index: Type.Integer({ description: "Position in the batch's `records`." }),
  raw: Type.Object({
    type: Type.String(),
    id: Nullable(Type.String()),
    payload: Type.Unknown({ description: 'The record as sent; null where `payloadMissing` says why.' }),
    payloadMissing: Type.Optional(
      Type.Union([Type.Literal('not_kept'), Type.Literal('unavailable')], {
        description:
          'Of samples, whose payload is read from their batch in the raw topics. not_kept: the batch is not there (any more): retention removed it, it was received before an erasure, or the record came by an import; unavailable: Kafka did not answer in time, ask again.',
      }),
    ),
  }),
  data: Type.Unknown({ description: 'A sample, event, workout or sleep session as its list gives it.' }),
  samples: Type.Optional(Type.Array(SampleSchema, { description: 'All samples of the record.' })),
  versions: Type.Array(RecordVersionSchema, { description: 'Every version seen, oldest first.' }),
});
export type RecordView = Static<typeof RecordSchema>;

const NamedRecord = {
  recordId: Type.String(),
  sourceId: Type.String(),
  rank: Type.Number({ description: 'Larger wins.' }),
};
const PriorityEntrySchema = Type.Object({
  app: Type.Optional(Type.String()),
  deviceType: Type.Optional(Type.String()),
  manufacturer: Type.Optional(Type.String()),
  model: Type.Optional(Type.String()),
  recordingMethod: Type.Optional(Type.String()),
});

const LosingRecord = {
  ...NamedRecord,
  reason: Type.String({
    description:
      'What it was behind in: rank, older, earlier_start, earlier_end, smaller, same (in nothing: it counts once); never (the rule never counts its source, rank -1); near_duplicate.',
  }),
};

const DecidingRule = {
  place: Type.String({ description: 'user, tenant or builtin.' }),
  metric: Type.String(),
  effectiveFrom: Nullable(Type.String()),
  order: Type.Array(PriorityEntrySchema),
  unlisted: Type.String(),
};

export const ExplainSchema = Type.Object({
  metric: Type.String(),
  unit: Type.String(),
  aggregation: Type.String(),
  date: Nullable(Type.String({ description: 'Local date; null for a window.' })),
  start: Instant,
  end: Instant,
  value: Nullable(Type.Number()),
  rule: Type.Object(DecidingRule, { description: 'In force on the date, or where the window begins.' }),
  rules: Type.Optional(
    Type.Array(
      Type.Object({ from: Type.String({ description: 'Local date from which it decided.' }), ...DecidingRule }),
      {
        description:
          'Of a window: the rules that decided, `rule` first. Over measurements the one where the window begins decides alone, as over any bucket of them.',
      },
    ),
  ),
  sources: Type.Array(Share),
  segments: Type.Array(
    Type.Object({
      start: Instant,
      end: Instant,
      value: Type.Number(),
      winner: Type.Object(NamedRecord),
      losers: Type.Array(Type.Object(LosingRecord)),
    }),
    { description: 'Their values add up to `value`.' },
  ),
  uncounted: Type.Array(Type.Object({ start: Instant, end: Instant, ...LosingRecord }), {
    description:
      'What was not let in and has no segment beside it: where nothing else counts, so that `value` may be null, or intake and events, which stand side by side.',
  }),
});
export type ExplainView = Static<typeof ExplainSchema>;

const RuleSchema = Type.Object({
  metric: Type.String(),
  effectiveFrom: Nullable(Type.String()),
  order: Type.Array(PriorityEntrySchema),
  unlisted: Type.String(),
});

export const PrioritiesSchema = Type.Object({
  version: Type.Integer({ description: 'Version of the rules of this place; 0 while it has none.' }),
  rules: Type.Array(RuleSchema, { description: 'The rules of this place as set, earlier ones among them.' }),
  history: Type.Array(Type.Object({ version: Type.Integer(), rules: Type.Array(RuleSchema) }), {
    description: 'What the rules of this place were before, newest first.',
  }),
  inForce: Type.Array(Type.Object({ place: Type.String(), ...RuleSchema.properties }), {
    description: 'What decides today, first match first; the built-in rule is last.',
  }),
});
export type PrioritiesView = Static<typeof PrioritiesSchema>;

export const ProductEventSchema = Type.Object({
  id: Type.String(),
  type: Type.String(),
  schemaVersion: Type.Integer(),
  op: Type.String(),
  origin: Type.String(),
  tenant: Type.String(),
  userId: Type.String(),
  entityId: Type.Optional(Type.String()),
  version: Type.Optional(Type.Integer()),
  sequence: Type.Integer(),
  time: Instant,
  batchIds: Type.Array(Type.String()),
  data: Type.Unknown(),
});
