import {
  ERASURE_HEADERS,
  ERASURE_KIND,
  RAW_BATCH_HEADERS,
  TENANT_ID_PATTERN,
  USER_ID_PATTERN,
  type ErasureFacts,
} from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';
import { ok, rejected, type Outcome } from '@tributary/pipeline';

/** A raw message that erases a person: nothing of it is mapped, it only keeps its place among the batches. */
export interface DecodedErasure {
  readonly erasure: ErasureFacts;
}

const isErasure = ({ headers }: IncomingMessage): boolean => headers[ERASURE_HEADERS.kind] === ERASURE_KIND;

/** What the gateway says of the erasure, or the name of the first header that does not hold it. */
function readErasure({ headers }: IncomingMessage): ErasureFacts | string {
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

type Decode<Batch> = (message: IncomingMessage) => Outcome<Batch>;
type Map<Batch, Run> = (batch: Batch) => readonly Outcome<Run>[];

/** The decoding of batches, and beside it that of erasures. */
export const orErasure = <Batch>(decode: Decode<Batch>): Decode<Batch | DecodedErasure> =>
  function decodeEnvelope(message) {
    if (!isErasure(message)) return decode(message);
    const erasure = readErasure(message);
    if (typeof erasure !== 'string') return ok({ erasure });
    const path = `headers.${erasure}`;
    return rejected('decodeEnvelope', { code: 'envelope_invalid', path, detail: 'a header is missing or malformed' });
  };

/** The mapping of batches; an erasure passes as it is. */
export const besideErasures = <Batch extends object, Run>(
  map: Map<Batch, Run>,
): Map<Batch | DecodedErasure, Run | DecodedErasure> =>
  function mapToCanonical(decoded) {
    return 'erasure' in decoded ? [ok(decoded)] : map(decoded);
  };
