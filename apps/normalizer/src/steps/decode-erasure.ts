import {
  ERASURE_HEADERS,
  ERASURE_KIND,
  RAW_BATCH_HEADERS,
  TENANT_ID_PATTERN,
  USER_ID_PATTERN,
  type ErasureFacts,
} from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';

/** A raw message that erases a person: nothing of it is mapped, it only keeps its place among the batches. */
export interface DecodedErasure {
  readonly erasure: ErasureFacts;
}

export const isErasure = ({ headers }: IncomingMessage): boolean => headers[ERASURE_HEADERS.kind] === ERASURE_KIND;

/** What the gateway says of the erasure, or the name of the first header that does not hold it. */
export function readErasure({ headers }: IncomingMessage): ErasureFacts | string {
  const tenant = headers[RAW_BATCH_HEADERS.tenant] ?? '';
  const userId = headers[RAW_BATCH_HEADERS.userId] ?? '';
  const erasureId = headers[ERASURE_HEADERS.erasureId] ?? '';
  const requestedMs = Date.parse(headers[ERASURE_HEADERS.requestedAt] ?? '');
  if (!TENANT_ID_PATTERN.test(tenant)) return RAW_BATCH_HEADERS.tenant;
  if (!USER_ID_PATTERN.test(userId)) return RAW_BATCH_HEADERS.userId;
  if (erasureId === '') return ERASURE_HEADERS.erasureId;
  if (Number.isNaN(requestedMs)) return ERASURE_HEADERS.requestedAt;
  const origin = headers[RAW_BATCH_HEADERS.origin] === 'backfill' ? 'backfill' : 'live';
  return { erasureId, tenant, userId, requestedMs, origin };
}
