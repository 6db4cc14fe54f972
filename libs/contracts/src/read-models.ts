import { Type, type Static, type TSchema } from 'typebox';

/** Shapes that the query API serves and the product topics carry. They are the contract: fields are added, never renamed. */

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Instant = Type.String({ format: 'date-time', description: 'RFC 3339 UTC with milliseconds.' });
const LocalDate = Type.String({ format: 'date', description: 'Local date of the person, YYYY-MM-DD.' });
const Offset = Nullable(Type.Number({ description: 'Minutes east of UTC.' }));
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
const RecordingMethodSchema = Type.Union([
  Type.Literal('unknown'),
  Type.Literal('active'),
  Type.Literal('automatic'),
  Type.Literal('manual'),
]);
const Flags = Type.Array(Type.String(), { description: 'Ids of the flag table.' });
const Attributes = Type.Record(Type.String(), Type.Unknown());

export const SampleSchema = Type.Object({
  id: Type.String(),
  metric: Type.String(),
  start: Instant,
  end: Instant,
  zoneOffsetMinutes: Offset,
  value: Type.Number({ description: 'In `unit`, the canonical UCUM unit of the metric.' }),
  unit: Type.String(),
  sourceId: Type.String(),
  recordingMethod: RecordingMethodSchema,
  flags: Flags,
  version: Type.Integer({ minimum: 1 }),
  raw: Type.Object({ type: Type.String(), id: Nullable(Type.String()), value: Scalar, unit: Nullable(Type.String()) }),
  attributes: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'Facts beside the value (`meal_relation`, `body_position`, `heart_rate_motion_context`, …), codes in canonical words; absent where the record has none.',
    }),
  ),
});
export type SampleView = Static<typeof SampleSchema>;

export const EventSchema = Type.Object({
  id: Type.String(),
  type: Type.String({ description: 'Metric id, or the raw identifier where the tables have none.' }),
  value: Scalar,
  attributes: Attributes,
  start: Instant,
  end: Instant,
  zoneOffsetMinutes: Offset,
  sourceId: Type.String(),
  recordingMethod: RecordingMethodSchema,
  flags: Flags,
  version: Type.Integer({ minimum: 1 }),
  raw: Type.Object({ type: Type.String(), id: Nullable(Type.String()), value: Scalar }),
});
export type EventView = Static<typeof EventSchema>;

const Statistic = Type.Object({
  unit: Type.String(),
  value: Type.Optional(Type.Number()),
  avg: Type.Optional(Type.Number()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
});
const Recording = Type.Object({ id: Type.String(), sourceId: Type.String() });
const WorkoutPiece = Type.Object({
  type: Type.String(),
  start: Instant,
  end: Instant,
  repetitions: Type.Optional(Type.Integer()),
});
const WorkoutLapView = Type.Object({ start: Instant, end: Instant, lengthMeters: Type.Optional(Type.Number()) });

export const WorkoutSchema = Type.Object({
  id: Type.String(),
  sport: Type.String(),
  sportGroup: Type.String(),
  rawSport: Type.Union([Type.String(), Type.Number()]),
  start: Instant,
  end: Instant,
  zoneOffsetMinutes: Offset,
  durationSeconds: Type.Number(),
  activeSeconds: Type.Number(),
  title: Nullable(Type.String()),
  statistics: Type.Record(Type.String(), Statistic),
  segments: Type.Array(WorkoutPiece),
  laps: Type.Array(WorkoutLapView),
  events: Type.Array(WorkoutPiece),
  sourceId: Type.String(),
  recordingMethod: RecordingMethodSchema,
  flags: Flags,
  hasRoute: Type.Boolean({ description: 'Whether a route of two points or more was recorded: one point is no line.' }),
  recordings: Type.Array(Recording),
  fieldSources: Type.Record(Type.String(), Type.String(), {
    description: 'Field → id of the source it was taken from.',
  }),
  version: Type.Integer({ minimum: 1 }),
});
export type WorkoutView = Static<typeof WorkoutSchema>;

export const SleepSchema = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('night'), Type.Literal('nap')]),
  date: LocalDate,
  start: Instant,
  end: Instant,
  zoneOffsetMinutes: Offset,
  inBedSeconds: Type.Number(),
  asleepSeconds: Type.Number(),
  awakeSeconds: Type.Number(),
  stages: Type.Array(Type.Object({ stage: Type.String(), start: Instant, end: Instant })),
  stageSeconds: Type.Record(Type.String(), Type.Number()),
  efficiency: Nullable(Type.Number({ description: 'asleepSeconds ÷ inBedSeconds, 0..1.' })),
  sourceId: Type.String(),
  recordings: Type.Array(Recording),
  flags: Flags,
  version: Type.Integer({ minimum: 1 }),
});
export type SleepView = Static<typeof SleepSchema>;

const Share = Type.Object({ sourceId: Type.String(), value: Type.Number(), seconds: Type.Number() });

export const DailySummarySchema = Type.Object({
  date: LocalDate,
  zone: Type.String({ description: 'IANA zone of the day, or a fixed offset `+02:00` where only that is known.' }),
  dayLengthSeconds: Type.Number(),
  metrics: Type.Record(
    Type.String(),
    Type.Object({ value: Type.Number(), unit: Type.String(), aggregation: Type.String(), sources: Type.Array(Share) }),
  ),
  sleep: Nullable(
    Type.Object({
      episodes: Type.Integer(),
      asleepSeconds: Type.Number(),
      inBedSeconds: Type.Number(),
      stageSeconds: Type.Record(Type.String(), Type.Number()),
    }),
  ),
  workouts: Nullable(
    Type.Object({ count: Type.Integer(), durationSeconds: Type.Number(), activeSeconds: Type.Number() }),
  ),
  version: Type.Integer({ minimum: 1 }),
  updatedAt: Instant,
});
export type DailySummaryView = Static<typeof DailySummarySchema>;

export const AggregateSchema = Type.Object({
  start: Type.String({ description: 'RFC 3339 UTC; with clock=local a wall-clock time without offset.' }),
  end: Type.String(),
  value: Nullable(Type.Number()),
  unit: Type.String(),
  count: Type.Optional(Type.Integer()),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  avg: Type.Optional(Type.Number()),
  sum: Type.Optional(Type.Number()),
  sources: Type.Array(Share),
});
export type AggregateView = Static<typeof AggregateSchema>;

export const SourceSchema = Type.Object({
  id: Type.String(),
  app: Type.Object({ id: Type.String(), name: Nullable(Type.String()) }),
  device: Type.Object({ manufacturer: Nullable(Type.String()), model: Nullable(Type.String()), type: Type.String() }),
  recordingMethods: Type.Array(RecordingMethodSchema),
  metrics: Type.Array(Type.String(), { description: 'Ids of the catalog of metrics, of what it recorded.' }),
  firstSeen: Instant,
  lastSeen: Instant,
});
export type SourceView = Static<typeof SourceSchema>;

export const OUTCOMES = ['created', 'updated', 'duplicate', 'superseded', 'deleted', 'quarantined'] as const;
/** What became of a raw record or deletion; exactly one each. */
export type Outcome = (typeof OUTCOMES)[number];
export type OutcomeCounts = Record<Outcome, number>;
export const noOutcomes = (): OutcomeCounts => ({
  created: 0,
  updated: 0,
  duplicate: 0,
  superseded: 0,
  deleted: 0,
  quarantined: 0,
});

export const ReceiptSchema = Type.Object({
  batchId: Type.String(),
  status: Type.Union([Type.Literal('accepted'), Type.Literal('processing'), Type.Literal('completed')]),
  receivedAt: Instant,
  completedAt: Nullable(Instant),
  records: Type.Integer(),
  deletions: Type.Integer(),
  snapshotDeletions: Type.Integer(),
  outcomes: Type.Object(
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Type.Integer()])) as Record<
      Outcome,
      ReturnType<typeof Type.Integer>
    >,
  ),
  problems: Type.Array(
    Type.Object({ index: Type.Integer(), code: Type.String(), path: Type.String(), detail: Type.String() }),
  ),
  warnings: Type.Array(Type.Object({ index: Type.Integer(), code: Type.String(), path: Type.String() })),
});
export type ReceiptView = Static<typeof ReceiptSchema>;

export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String(),
  code: Type.String(),
  errors: Type.Array(Type.Object({ path: Type.String(), code: Type.String(), detail: Type.String() })),
});
/** RFC 9457 problem details. A value the user sent is never echoed. */
export type Problem = Static<typeof ProblemSchema>;
