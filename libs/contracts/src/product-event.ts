import type { DailySummaryView, EventView, SampleView, SleepView, WorkoutView } from './read-models.js';
import { TOPICS, type TopicName } from './catalog/topics.js';
import type { Origin } from './canonical-record.js';

/** Kinds of product events and the topic each lives on; `user` (erasure) goes to all of them. */
export const EVENT_KINDS = {
  samples: { topic: TOPICS.samples.name },
  workout: { topic: TOPICS.workouts.name },
  sleep: { topic: TOPICS.sleepSessions.name },
  daily_summary: { topic: TOPICS.dailySummaries.name },
  event: { topic: TOPICS.categoricalEvents.name },
} as const satisfies Record<string, { topic: TopicName }>;

export type EventKind = keyof typeof EVENT_KINDS;
/** `workout.updated` → `workout`. */
export const kindOfEvent = (type: `${EventKind}.${EventOp}`): EventKind =>
  type.slice(0, type.indexOf('.')) as EventKind;

export type EventOp = 'created' | 'updated' | 'deleted';

export interface SampleChange {
  readonly op: EventOp;
  /** The sample as the query API returns it; of a deleted one only `id` is certain. */
  readonly sample: SampleView | { readonly id: string };
}

export interface SampleChanges {
  readonly metric: string;
  readonly unit: string;
  readonly sourceId: string;
  /** At most 500. */
  readonly changes: readonly SampleChange[];
}

/** The data of each kind: the same object the query API returns; null when deleted. */
export interface EventData {
  readonly samples: SampleChanges;
  readonly workout: WorkoutView | null;
  readonly sleep: SleepView | null;
  readonly daily_summary: DailySummaryView | null;
  readonly event: EventView | null;
}

/** The value of every product topic. `sequence` rises by one per event of a person over all product topics. */
export interface ProductEvent<K extends EventKind = EventKind> {
  readonly id: string;
  readonly type: `${K}.${EventOp}`;
  readonly schemaVersion: 1;
  readonly op: EventOp;
  readonly origin: Origin;
  readonly tenant: string;
  readonly userId: string;
  /** Absent on `samples`. */
  readonly entityId?: string;
  readonly version?: number;
  readonly sequence: number;
  /** RFC 3339 UTC: when the change was stored. */
  readonly time: string;
  readonly batchIds: readonly string[];
  /** Why `data` is null although the entity is not deleted: with it the event is larger than its topic takes. */
  readonly dataOmitted?: 'too_large';
  readonly data: EventData[K];
}

export const MAX_SAMPLE_CHANGES = 500;
