import { setImmediate } from 'node:timers/promises';
import {
  EVENT_KINDS,
  MAX_SAMPLE_CHANGES,
  MESSAGE_ROOM_BYTES,
  partId,
  toInstant,
  TOPICS,
  type EventKind,
  type EventOp,
  type ProductEvent,
  type Topic,
} from '@tributary/contracts';
import {
  packChange,
  SampleLines,
  sequenceKey,
  toEventView,
  unitOf,
  Utf8Writer,
  type ChunkKey,
  type StoredChange,
  type ZoneLookup,
} from '@tributary/store';
import { changedRows } from '../person/changed-rows.js';
import { eventIdOf } from '../person/event-id.js';
import type { EntityChange } from '../person/entity-change.js';
import type { PersonWork, SampleChangeDraft } from '../person/person-work.js';

/** An event without what it tells. */
export type EventFacts = Omit<ProductEvent, 'data'>;

interface EventDraft {
  readonly kind: EventKind;
  readonly op: EventOp;
  readonly entity: { readonly id: string; readonly version: number } | null;
  readonly batchIds: readonly string[];
  /** As JSON in UTF-8. */
  readonly data: Buffer;
}

/** An event as it is stored and published. */
export interface NumberedEvent {
  readonly facts: EventFacts;
  /** All of it, in UTF-8. */
  readonly json: Buffer;
}

export interface NumberedEvents {
  readonly events: readonly NumberedEvent[];
  readonly changes: ReadonlyMap<string, StoredChange>;
  /** Sequence of the last of them. */
  readonly sequence: number;
}

const SAMPLE_BYTES = 450;
/** No change is told behind this much; the last one can bring some 100 KiB of attributes. */
const FULL_BYTES = TOPICS.samples.maxMessageBytes / 2;
const NO_DATA = Buffer.from('null');

const TOPIC_BY_NAME = new Map<string, Topic>(Object.values(TOPICS).map((topic) => [topic.name, topic]));
const mostBytesOf = (kind: EventKind): number =>
  (TOPIC_BY_NAME.get(EVENT_KINDS[kind].topic)?.maxMessageBytes ?? Infinity) - MESSAGE_ROOM_BYTES;

/**
 * Turns the changes of a flush into events and gives each the person's next number. Gives way between them: what is
 * being written meanwhile goes on.
 */
export async function numberEvents(
  work: PersonWork,
  entities: readonly EntityChange[],
  zones: ZoneLookup,
): Promise<NumberedEvents> {
  const changes = new Map<string, StoredChange>();
  const events: NumberedEvent[] = [];
  let sequence = work.ledger?.sequence ?? 0;
  for (const draft of draftsOf(work, entities, zones)) {
    sequence += 1;
    const event = fitting(draft.kind, factsOf(work, draft, sequence), draft.data);
    changes.set(sequenceKey(sequence), packChange(draft.kind, event.json));
    events.push(event);
    await setImmediate();
  }
  return { events, changes, sequence };
}

/** One at a time: an event of samples is large. */
function* draftsOf(work: PersonWork, entities: readonly EntityChange[], zones: ZoneLookup): Generator<EventDraft> {
  for (const stretch of stretchesOf(work.sampleChanges))
    for (const list of bySeries(stretch)) yield* samplesEvents(list, zones);
  yield* recordEvents(work, zones);
  for (const change of entities) yield entityEvent(work, change);
}

/** A topic refuses what is too large, for ever; without its data the event still tells that the entity changed. */
function fitting(kind: EventKind, facts: EventFacts, data: Buffer): NumberedEvent {
  const json = toJson(facts, data);
  if (json.length <= mostBytesOf(kind)) return { facts, json };
  const omitted = { ...facts, dataOmitted: 'too_large' } as const;
  return { facts: omitted, json: toJson(omitted, NO_DATA) };
}

function factsOf(work: PersonWork, { kind, op, entity, batchIds }: EventDraft, sequence: number): EventFacts {
  return {
    id: eventIdOf(work.tenant, work.userId, work.erasure.erasedMs, sequence),
    type: `${kind}.${op}`,
    schemaVersion: 1,
    op,
    origin: work.origin,
    tenant: work.tenant,
    userId: work.userId,
    ...(entity && { entityId: entity.id, version: entity.version }),
    sequence,
    time: toInstant(work.nowMs),
    batchIds,
  };
}

/** As `JSON.stringify` has it of a `ProductEvent`. */
const toJson = (facts: EventFacts, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(facts).slice(0, -1)},"data":`), data, Buffer.from('}')]);

const seriesOf = ({ key }: SampleChangeDraft): string => `${key.metric}|${key.sourceId}`;

/** Changes of one series come in long runs of one chunk, so its key is asked first. */
function bySeries(changes: readonly SampleChangeDraft[]): SampleChangeDraft[][] {
  const series = new Map<string, SampleChangeDraft[]>();
  let key: ChunkKey | null = null;
  let list: SampleChangeDraft[] = [];
  for (const change of changes) {
    if (change.key !== key) {
      key = change.key;
      list = series.get(seriesOf(change)) ?? [];
      series.set(seriesOf(change), list);
    }
    list.push(change);
  }
  return [...series.values()];
}

/**
 * Changes that may be told series by series. A sample that left one series and comes to another begins a new stretch,
 * so that whoever follows ids hears of the coming last.
 */
function stretchesOf(changes: readonly SampleChangeDraft[]): (readonly SampleChangeDraft[])[] {
  if (changes.every(({ op }) => op === 'deleted')) return [changes];
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

/** Changes of one metric and source share an event, up to its limits. */
function* samplesEvents(list: readonly SampleChangeDraft[], zones: ZoneLookup): Generator<EventDraft> {
  const [first] = list;
  if (!first) return;
  const { metric, sourceId } = first.key;
  const head = `${JSON.stringify({ metric, unit: unitOf(metric), sourceId }).slice(0, -1)},"changes":[`;
  const rows = changedRows(list);
  for (let from = 0; from < list.length;) {
    const slice = list.slice(from, from + MAX_SAMPLE_CHANGES);
    const [out, lines] = [new Utf8Writer(slice.length * SAMPLE_BYTES), new SampleLines(metric, zones)];
    out.text(head);
    let to = from;
    for (const { op } of slice) {
      if (out.length >= FULL_BYTES) break;
      out.text(`${to === from ? '' : ','}{"op":"${op}","sample":`);
      lines.write(out, rows, to);
      out.text('}');
      to += 1;
    }
    out.text(']}');
    const batchIds = [...new Set(list.slice(from, to).map(({ batchId }) => batchId))];
    yield { kind: 'samples', op: 'updated', entity: null, batchIds, data: out.lend() };
    from = to;
  }
}

const recordEvents = (work: PersonWork, zones: ZoneLookup): EventDraft[] =>
  work.eventChanges.map(({ op, recording, batchId }) => ({
    kind: 'event',
    op,
    entity: { id: recording.record.id, version: recording.revision },
    batchIds: [batchId],
    data: asJson(op === 'deleted' ? null : toEventView(recording, zones)),
  }));

const entityEvent = (work: PersonWork, { kind, op, id, after }: EntityChange): EventDraft => ({
  kind,
  op,
  entity: { id, version: after.version },
  batchIds: [...work.batchIds],
  data: asJson(op === 'deleted' ? null : after.view),
});

const asJson = (data: unknown): Buffer => Buffer.from(JSON.stringify(data));
