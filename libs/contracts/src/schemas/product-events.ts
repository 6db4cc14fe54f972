import { Type, type TObject, type TSchema } from 'typebox';
import type { Origin } from '../canonical-record.js';
import { MAX_SAMPLE_CHANGES, type EventKind, type EventOp } from '../product-event.js';
import { DailySummarySchema, EventSchema, SampleSchema, SleepSchema, WorkoutSchema } from '../read-models.js';

const OPS: readonly EventOp[] = ['created', 'updated', 'deleted'];
const ORIGINS: readonly Origin[] = ['live', 'backfill', 'replay', 'reresolve'];

/** Fields of every event, whatever it tells. */
const FACTS = {
  id: Type.String({ description: 'Stable over redelivery: the same event always has the same id.' }),
  schemaVersion: Type.Literal(1),
  origin: Type.Enum([...ORIGINS], { description: 'Why the event was published.' }),
  tenant: Type.String(),
  userId: Type.String(),
  sequence: Type.Integer({
    minimum: 1,
    description: 'Rises by one per event of the person over all product topics: a gap is a missed event.',
  }),
  time: Type.String({
    format: 'date-time',
    description: 'When the change was stored; RFC 3339 UTC with milliseconds.',
  }),
  batchIds: Type.Array(Type.String(), { description: 'Batches that caused the change.' }),
};

const ENTITY = {
  entityId: Type.String({ description: 'Id of what changed; the last part of the message key.' }),
  version: Type.Integer({ minimum: 1, description: 'Rises with every change of the entity.' }),
};

const entityEvent = (kind: EventKind, title: string, data: TSchema): TObject =>
  Type.Object(
    {
      ...FACTS,
      ...ENTITY,
      type: Type.Enum(OPS.map((op) => `${kind}.${op}`)),
      op: Type.Enum([...OPS]),
      dataOmitted: Type.Optional(
        Type.Literal('too_large', {
          description: 'Only where `data` would make the event larger than its topic takes: ask the query API for it.',
        }),
      ),
      data: Type.Union([data, Type.Null()], {
        description: 'The object as the query API returns it; null when deleted, or when `dataOmitted` says why.',
      }),
    },
    { title },
  );

const SampleChangeSchema = Type.Union([
  Type.Object({ op: Type.Enum(['created', 'updated']), sample: SampleSchema }),
  Type.Object({
    op: Type.Literal('deleted'),
    sample: Type.Object({ id: Type.String() }, { description: 'Of a deleted sample only `id` is certain.' }),
  }),
]);

export const SamplesEventSchema = Type.Object(
  {
    ...FACTS,
    type: Type.Literal('samples.updated'),
    op: Type.Literal('updated'),
    data: Type.Object({
      metric: Type.String(),
      unit: Type.String({ description: 'UCUM.' }),
      sourceId: Type.String(),
      changes: Type.Array(SampleChangeSchema, { maxItems: MAX_SAMPLE_CHANGES }),
    }),
  },
  { title: 'Changes to recorded samples of one metric and source' },
);
export const WorkoutEventSchema = entityEvent('workout', 'A resolved workout changed', WorkoutSchema);
export const SleepEventSchema = entityEvent('sleep', 'A night or nap changed', SleepSchema);
export const DailySummaryEventSchema = entityEvent(
  'daily_summary',
  'The summary of a local day changed',
  DailySummarySchema,
);
export const CategoricalEventSchema = entityEvent('event', 'A categorical record changed', EventSchema);

/** On every product topic when a person is erased; the sequence begins again at 1 if the id is used again. */
export const UserErasedEventSchema = Type.Object(
  { ...FACTS, type: Type.Literal('user.erased'), op: Type.Literal('deleted'), data: Type.Null() },
  { title: 'Everything of a person was erased' },
);

/** The value of a product topic by the kind of its event; `user` goes to all of them. */
export const PRODUCT_EVENT_SCHEMAS = {
  samples: SamplesEventSchema,
  workout: WorkoutEventSchema,
  sleep: SleepEventSchema,
  daily_summary: DailySummaryEventSchema,
  event: CategoricalEventSchema,
  user: UserErasedEventSchema,
} as const satisfies Record<EventKind | 'user', TObject>;

export type PublishedEventKind = keyof typeof PRODUCT_EVENT_SCHEMAS;
