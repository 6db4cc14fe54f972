import {
  MAX_SAMPLE_CHANGES,
  partId,
  toInstant,
  type EventKind,
  type EventOp,
  type ProductEvent,
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
  /** Bytes that the event takes, roughly. */
  readonly size: number;
  /** Writes its `data` as JSON. */
  readonly write: (out: Utf8Writer) => void;
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

const SMALL_EVENT_BYTES = 1_024;
const SAMPLE_BYTES = 450;

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
    const facts = factsOf(work, draft, sequence);
    const json = toJson(facts, draft);
    changes.set(sequenceKey(sequence), packChange(draft.kind, json));
    return { facts, json };
  });
  return { events, changes, sequence };
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
function toJson(facts: EventFacts, { size, write }: EventDraft): Buffer {
  const out = new Utf8Writer(size);
  out.text(JSON.stringify(facts).slice(0, -1));
  out.text(',"data":');
  write(out);
  out.text('}');
  return out.take();
}

const seriesOf = ({ key }: SampleChangeDraft): string => `${key.metric}|${key.sourceId}`;

/** Changes of one metric and source share an event, up to its limit. */
const sampleEvents = (work: PersonWork, zones: ZoneLookup): EventDraft[] =>
  stretchesOf(work.sampleChanges)
    .flatMap(bySeries)
    .flatMap((list) => inSlices(list, MAX_SAMPLE_CHANGES).map((slice) => samplesEvent(slice, zones)));

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

function samplesEvent(slice: readonly SampleChangeDraft[], zones: ZoneLookup): EventDraft {
  const [first] = slice;
  if (!first) throw new RangeError('An event needs a change');
  const { metric, sourceId } = first.key;
  return {
    kind: 'samples',
    op: 'updated',
    entity: null,
    batchIds: [...new Set(slice.map(({ batchId }) => batchId))],
    size: SMALL_EVENT_BYTES + slice.length * SAMPLE_BYTES,
    write: (out) => {
      const head = JSON.stringify({ metric, unit: unitOf(metric), sourceId });
      out.text(`${head.slice(0, -1)},"changes":[`);
      const [rows, lines] = [changedRows(slice), new SampleLines(metric, zones)];
      slice.forEach(({ op }, row) => {
        out.text(`${row === 0 ? '' : ','}{"op":"${op}","sample":`);
        lines.write(out, rows, row);
        out.text('}');
      });
      out.text(']}');
    },
  };
}

const recordEvents = (work: PersonWork, zones: ZoneLookup): EventDraft[] =>
  work.eventChanges.map(({ op, recording, batchId }) => ({
    kind: 'event',
    op,
    entity: { id: recording.record.id, version: recording.revision },
    batchIds: [batchId],
    ...asJson(op === 'deleted' ? null : toEventView(recording, zones)),
  }));

const entityEvent = (work: PersonWork, { kind, op, id, after }: EntityChange): EventDraft => ({
  kind,
  op,
  entity: { id, version: after.version },
  batchIds: [...work.batchIds],
  ...asJson(op === 'deleted' ? null : after.view),
});

function asJson(data: unknown): Pick<EventDraft, 'size' | 'write'> {
  const json = JSON.stringify(data);
  return { size: SMALL_EVENT_BYTES + json.length, write: (out) => out.text(json) };
}

function inSlices<T>(list: readonly T[], size: number): T[][] {
  const slices: T[][] = [];
  for (let at = 0; at < list.length; at += size) slices.push(list.slice(at, at + size));
  return slices;
}
