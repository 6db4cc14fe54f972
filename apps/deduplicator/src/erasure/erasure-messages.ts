import { EVENT_KINDS, toInstant, TOPICS, userKey, type ErasureFacts, type UserKey } from '@tributary/contracts';
import type { OutgoingMessage } from '@tributary/kafka';
import type { ProductKey } from '@tributary/store';
import { headersOf } from '../steps/publish-events.step.js';

const PRODUCT_TOPICS = Object.values(TOPICS).filter(({ product }) => product);

/** One event on every product topic that tells subscribers to forget the person; compaction removes it too. */
export function userErased(
  { tenant, userId, requestedMs }: ErasureFacts,
  sequenceBefore: number,
  eventId: (sequence: number) => string,
): OutgoingMessage[] {
  const user = userKey(tenant, userId);
  return PRODUCT_TOPICS.flatMap(({ name: topic, cleanup }, i) => {
    const sequence = sequenceBefore + 1 + i;
    const event = {
      id: eventId(sequence),
      type: 'user.erased',
      schemaVersion: 1,
      op: 'deleted',
      origin: 'live',
      tenant,
      userId,
      sequence,
      time: toInstant(requestedMs),
      batchIds: [],
      data: null,
    } as const;
    const message = { topic, userKey: user, key: user, headers: headersOf(event), value: JSON.stringify(event) };
    return cleanup === 'compact' ? [message, { ...message, value: null }] : [message];
  });
}

/** Removes one key from its compacted topic. */
export const removal = (user: UserKey, { kind, entityId }: ProductKey): OutgoingMessage => ({
  topic: EVENT_KINDS[kind].topic,
  userKey: user,
  key: `${user}/${entityId}`,
  headers: {},
  value: null,
});
