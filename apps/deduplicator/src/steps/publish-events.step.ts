import { EVENT_KINDS, kindOfEvent, TOPICS, type ProductEvent, type UserKey } from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import { traceparentOf } from '@tributary/observability';
import { sequenceKey, unpackChange, type UserData } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import type { EventFacts, NumberedEvents } from './number-events.step.js';

const SOURCE = '/tributary/deduplicator';

/** What the headers of an event tell. */
type HeaderFacts = Pick<ProductEvent, 'id' | 'time' | 'tenant' | 'userId' | 'entityId'> & { readonly type: string };

/** CloudEvents binary mode, and the trace of the request that led to the event. No health value is among the headers. */
export function headersOf(event: HeaderFacts, traceparent?: string): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: SOURCE,
    ce_time: event.time,
    ce_subject: `${event.tenant}/${event.userId}${event.entityId === undefined ? '' : `/${event.entityId}`}`,
    'content-type': 'application/json',
    traceparent: traceparentOf(traceparent),
  };
}

/** The messages of one event; a deleted entity is followed by a null value for its key, which compaction removes. */
export function messagesOf(
  user: UserKey,
  event: EventFacts,
  json: Buffer | string,
  traceparent?: string,
): OutgoingMessage[] {
  const { topic } = EVENT_KINDS[kindOfEvent(event.type)];
  const key = event.entityId === undefined ? user : `${user}/${event.entityId}`;
  const message = { topic, userKey: user, key, headers: headersOf(event, traceparent), value: json };
  return event.op === 'deleted' && topic !== TOPICS.samples.name ? [message, { ...message, value: null }] : [message];
}

/**
 * Publishes the events of a flush. Events of an earlier flush that were stored but not published (a crash lay between)
 * go first, from the feed and byte for byte.
 */
export async function publishEvents(
  work: PersonWork,
  numbered: NumberedEvents,
  output: Output,
  data: UserData,
): Promise<void> {
  const before = work.ledger?.sequence ?? 0;
  const published = work.ledger?.publishedSequence ?? 0;
  const left = published < before ? await storedEvents(work.user, published, before, data) : [];
  const { traceparent } = work.runs.at(-1)?.batch ?? {};
  const messages = [
    ...left,
    ...numbered.events.flatMap(({ facts, json }) => messagesOf(work.user, facts, json, traceparent)),
  ];
  if (messages.length > 0) await output.publish(messages);
  if (numbered.sequence > published) await data.ledgers.published(work.user, numbered.sequence, work.revisionAfter);
}

/** Messages of the events with `after < sequence <= upTo`, from the feed and byte for byte. */
export async function storedEvents(
  user: UserKey,
  after: number,
  upTo: number,
  data: UserData,
): Promise<OutgoingMessage[]> {
  const changes = await data.changes.inKeyRange(user, sequenceKey(after + 1), sequenceKey(upTo + 1));
  return [...changes.values()].flatMap((change) => {
    const json = unpackChange(change);
    return messagesOf(user, JSON.parse(json) as ProductEvent, json);
  });
}
