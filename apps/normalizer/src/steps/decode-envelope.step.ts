import { RAW_BATCH_HEADERS, type Origin, type RawBatch, type RawBatchFacts } from '@tributary/contracts';
import { readRawBatchBody, type IncomingMessage } from '@tributary/kafka';
import { ok, rejected, type Outcome } from '@tributary/pipeline';
import type { decodeEnvelope as decodeBody } from '@tributary/platforms';

/** A batch that was read: the parsed envelope and what the gateway knew of it. */
export interface DecodedBatch {
  readonly facts: RawBatchFacts;
  readonly batch: RawBatch;
}

const STEP = 'decodeEnvelope';
const H = RAW_BATCH_HEADERS;

const ORIGINS: ReadonlySet<string> = new Set<Origin>(['live', 'backfill', 'replay', 'reresolve']);
const isOrigin = (text: string | undefined): text is Origin => text !== undefined && ORIGINS.has(text);

const refuse = (code: string, path: string, detail: string): Outcome<DecodedBatch> =>
  rejected(STEP, { code, path, detail });

/** Hop 3: the bytes of a raw message → the envelope, its records still untouched. */
export function createDecodeEnvelope(decode: typeof decodeBody) {
  return function decodeEnvelope(message: IncomingMessage): Outcome<DecodedBatch> {
    const read = readRawBatchBody(message);
    if (!read.ok) return refuse(read.code, read.path, read.detail);
    const decoded = decode(read.body);
    if (!decoded.ok) return refuse(decoded.code, decoded.errors[0]?.path ?? '', decoded.errors[0]?.detail ?? '');
    const facts = readFacts(message, decoded.batch);
    if (typeof facts === 'string')
      return refuse('envelope_invalid', `headers.${facts}`, 'a header is missing or malformed');
    return ok({ facts, batch: decoded.batch });
  };
}

/** The gateway's facts, or the name of the first header that does not hold one. */
function readFacts({ headers }: IncomingMessage, { platform }: RawBatch): RawBatchFacts | string {
  const { tenant, userId, batchId, contentHash } = {
    tenant: headers[H.tenant],
    userId: headers[H.userId],
    batchId: headers[H.batchId],
    contentHash: headers[H.contentHash],
  };
  if (tenant === undefined) return H.tenant;
  if (userId === undefined) return H.userId;
  if (batchId === undefined) return H.batchId;
  if (contentHash === undefined) return H.contentHash;
  const receivedMs = Date.parse(headers[H.receivedAt] ?? '');
  if (Number.isNaN(receivedMs)) return H.receivedAt;
  const origin = headers[H.origin];
  if (!isOrigin(origin)) return H.origin;
  const traceparent = headers[H.traceparent];
  return { tenant, userId, batchId, platform, contentHash, receivedMs, origin, ...(traceparent && { traceparent }) };
}
