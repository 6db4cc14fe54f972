import type { ErasureFacts } from '@tributary/contracts';
import { PersonErasures, type Store } from '@tributary/store';

/** What the gateway answered to a request to erase somebody. */
export interface RequestedErasure {
  readonly erasureId: string;
  readonly requestedAt: string;
}

/** What the deduplicator does with the message. */
export async function playErasure(
  store: Store,
  userId: string,
  { erasureId, requestedAt }: RequestedErasure,
): Promise<void> {
  const erasures = new PersonErasures(store);
  const requestedMs = Date.parse(requestedAt);
  const facts: ErasureFacts = { erasureId, tenant: 'demo', userId, requestedMs, origin: 'live' };
  await erasures.fence(facts, null);
  await erasures.notePublished(facts, requestedMs + 1_000);
  await erasures.deleteAll(facts, requestedMs + 2_000);
  await erasures.complete(facts, requestedMs + 3_000);
}
