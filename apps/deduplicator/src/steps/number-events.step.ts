import {
  MAX_SAMPLE_CHANGES,
  partId,
  toInstant,
  type EventData,
  type EventKind,
  type EventOp,
  type ProductEvent,
  type SampleChange,
} from '@tributary/contracts';
import {
  packChange,
  sequenceKey,
  toEventView,
  toSampleView,
  unitOf,
  type Entity,
  type StoredChange,
  type ZoneLookup,
} from '@tributary/store';
import { eventIdOf } from '../person/event-id.js';
import type { EntityChange } from '../person/entity-change.js';
import type { PersonWork, SampleChangeDraft } from '../person/person-work.js';

interface EventDraft<K extends EventKind = EventKind> {
  readonly kind: K;
  readonly op: EventOp;
  readonly entity: { readonly id: string; readonly version: number } | null;
  readonly batchIds: readonly string[];
  readonly data: EventData[K];
}

/** An event in the forms it is needed in: as stored, and as published. */
export interface NumberedEvent {
  readonly event: ProductEvent;
  readonly json: string;
}

export interface NumberedEvents {
  readonly events: readonly NumberedEvent[];
  readonly changes: ReadonlyMap<string, StoredChange>;
  /** Sequence of the last of them. */
  readonly sequence: number;
}

/** Turns the changes of a flush into events and gives each the person's next number. */
export function numberEvents(work: PersonWork, entities: readonly EntityChange[], zones: ZoneLookup): NumberedEvents {
  const drafts: EventDraft[] = [
    ...sampleEvents(work, zones),
    ...recordEvents(work, zones),
    ...entities.map((change) => entityEvent(work, change)),
  ];
  const changes = new Map<string, StoredChange>();
  let sequence = work.ledger?.sequence ?? 0;
  const events = drafts.map((draft): NumberedEvent => {
    sequence += 1;
    const event = toEvent(work, draft, sequence);
    const { json, change } = packChange(event);
    changes.set(sequenceKey(sequence), change);
    return { event, json };
  });
  return { events, changes, sequence };
}

function toEvent(work: PersonWork, draft: EventDraft, sequence: number): ProductEvent {
  return {
    id: eventIdOf(work.tenant, work.userId, work.erasure.erasedMs, sequence),
    type: `${draft.kind}.${draft.op}`,
    schemaVersion: 1,
    op: draft.op,
    origin: work.origin,
    tenant: work.tenant,
    userId: work.userId,
    ...(draft.entity && { entityId: draft.entity.id, version: draft.entity.version }),
    sequence,
    time: toInstant(work.nowMs),
    batchIds: draft.batchIds,
    data: draft.data,
  };
}

const seriesOf = ({ key }: SampleChangeDraft): string => `${key.metric}|${key.sourceId}`;

/** Changes of one metric and source share an event, up to its limit. */
const sampleEvents = (work: PersonWork, zones: ZoneLookup): EventDraft<'samples'>[] =>
  stretchesOf(work.sampleChanges)
    .flatMap((stretch) => [...Map.groupBy(stretch, seriesOf).values()])
    .flatMap((list) => inSlices(list, MAX_SAMPLE_CHANGES).map((slice) => samplesEvent(slice, zones)));

/**
 * Changes that may be told series by series. A sample that left one series and comes to another begins a new stretch,
 * so that whoever follows ids hears of the coming last.
 */
function stretchesOf(changes: readonly SampleChangeDraft[]): SampleChangeDraft[][] {
  let stretch: SampleChangeDraft[] = [];
  const stretches = [stretch];
  const left = new Map<string, string>();
  for (const change of changes) {
    const { op, record, sample } = change;
    const old = op === 'created' && left.size > 0 ? left.get(partId(record.id, sample.part)) : undefined;
    if (old !== undefined && old !== seriesOf(change)) {
      stretches.push((stretch = []));
      left.clear();
    }
    if (op === 'deleted') left.set(partId(record.id, sample.part), seriesOf(change));
    stretch.push(change);
  }
  return stretches;
}

function samplesEvent(slice: readonly SampleChangeDraft[], zones: ZoneLookup): EventDraft<'samples'> {
  const [first] = slice;
  if (!first) throw new RangeError('An event needs a change');
  const { metric, sourceId } = first.key;
  const changes = slice.map(({ op, record, sample }): SampleChange => ({
    op,
    sample: toSampleView(metric, sourceId, record, sample, zones),
  }));
  return {
    kind: 'samples',
    op: 'updated',
    entity: null,
    batchIds: [...new Set(slice.map(({ batchId }) => batchId))],
    data: { metric, unit: unitOf(metric), sourceId, changes },
  };
}

const recordEvents = (work: PersonWork, zones: ZoneLookup): EventDraft<'event'>[] =>
  work.eventChanges.map(({ op, recording, batchId }) => ({
    kind: 'event',
    op,
    entity: { id: recording.record.id, version: recording.revision },
    batchIds: [batchId],
    data: op === 'deleted' ? null : toEventView(recording, zones),
  }));

const entityEvent = (work: PersonWork, { kind, op, id, after }: EntityChange): EventDraft => ({
  kind,
  op,
  entity: { id, version: after.version },
  batchIds: [...work.batchIds],
  data: op === 'deleted' ? null : (after as Entity<EventData[typeof kind]>).view,
});

function inSlices<T>(list: readonly T[], size: number): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < list.length; at += size) slices.push(list.slice(at, at + size));
  return slices;
}
