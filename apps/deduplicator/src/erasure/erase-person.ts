import { userKey, type ErasureFacts } from '@tributary/contracts';
import type { OutgoingMessage, Output } from '@tributary/kafka';
import type { PersonErasures, UserData } from '@tributary/store';
import { eventIdOf } from '../person/event-id.js';
import type { NeighbourhoodCache } from '../person/neighbourhood.js';
import { storedEvents } from '../steps/publish-events.step.js';
import { removal, userErased } from './erasure-messages.js';

export interface PersonEraser {
  readonly data: UserData;
  readonly erasures: PersonErasures;
  readonly output: Output;
  readonly neighbourhoods: NeighbourhoodCache;
}

const MESSAGES_AT_ONCE = 1_000;

/**
 * Erases a person: fence, publish, delete, and note each. Done again from the start after a crash, it goes on from where
 * it was; done once more after its end, it does nothing.
 * @throws LedgerConflictError when another writer moved the ledger: to be done again.
 */
export async function erasePerson(facts: ErasureFacts, deps: PersonEraser): Promise<void> {
  const { erasures, data, neighbourhoods } = deps;
  const user = userKey(facts.tenant, facts.userId);
  const request = await erasures.open(facts);
  if (request.completedMs !== null) return;
  if (facts.origin === 'backfill') return leaveToLiveLane(facts, deps);
  neighbourhoods.forget(user);
  await erasures.fence(facts, await data.ledgers.get(user));
  if (request.publishedMs === null) {
    await publish(facts, deps);
    await erasures.notePublished(facts, Date.now());
  }
  await erasures.deleteAll(facts, Date.now());
  await erasures.complete(facts, Date.now());
}

/** The live lane may finish between the look and the note, so it is looked at once more. */
async function leaveToLiveLane(facts: ErasureFacts, { erasures }: PersonEraser): Promise<void> {
  await erasures.leavePending(facts);
  if ((await erasures.open(facts)).completedMs !== null) await erasures.complete(facts, Date.now());
}

/** Before anything is deleted: the keys are read from what is stored. */
async function publish(facts: ErasureFacts, { erasures, data, output }: PersonEraser): Promise<void> {
  const user = userKey(facts.tenant, facts.userId);
  const { sequence, publishedSequence, erasedBeforeMs } = await erasures.open(facts);
  const [last, published] = [sequence ?? 0, publishedSequence ?? 0];
  const eventId = (one: number) => eventIdOf(facts.tenant, facts.userId, erasedBeforeMs, one);
  let messages: OutgoingMessage[] = published < last ? await storedEvents(user, published, last, data) : [];
  messages.push(...userErased(facts, last, eventId));
  for await (const key of erasures.productKeys(user)) {
    messages.push(removal(user, key));
    if (messages.length < MESSAGES_AT_ONCE) continue;
    await output.publish(messages);
    messages = [];
  }
  if (messages.length > 0) await output.publish(messages);
}
