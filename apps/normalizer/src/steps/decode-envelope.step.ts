import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { BATCH_LIMITS, RAW_BATCH_HEADERS, type Origin, type RawBatch, type RawBatchFacts } from '@tributary/contracts';
import type { IncomingMessage } from '@tributary/kafka';
import { ok, rejected, type Outcome } from '@tributary/pipeline';
import type { decodeEnvelope as decodeBody } from '@tributary/platforms';

/** A batch that was read: the parsed envelope and what the gateway knew of it. */
export interface DecodedBatch {
  readonly facts: RawBatchFacts;
  readonly batch: RawBatch;
}

const STEP = 'decodeEnvelope';
const H = RAW_BATCH_HEADERS;
const INFLATE_LIMIT = { maxOutputLength: BATCH_LIMITS.inflatedBytes };

/** How the bytes of a batch are inflated, by `content-encoding`. */
const INFLATERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gunzipSync(bytes, INFLATE_LIMIT),
  zstd: (bytes) => zstdDecompressSync(bytes, INFLATE_LIMIT),
};

const ORIGINS: ReadonlySet<string> = new Set<Origin>(['live', 'backfill', 'replay', 'reresolve']);
const isOrigin = (text: string | undefined): text is Origin => text !== undefined && ORIGINS.has(text);

const refuse = (code: string, path: string, detail: string): Outcome<DecodedBatch> =>
  rejected(STEP, { code, path, detail });

/** Hop 3: the bytes of a raw message → the envelope, its records still untouched. */
export function createDecodeEnvelope(decode: typeof decodeBody) {
  return function decodeEnvelope(message: IncomingMessage): Outcome<DecodedBatch> {
    const inflate = INFLATERS[message.headers[H.encoding] ?? 'identity'];
    if (inflate === undefined)
      return refuse('unsupported_encoding', `headers.${H.encoding}`, 'not gzip, zstd or identity');
    if (message.value === null) return refuse('body_unreadable', '', 'the message has no value');
    const body = parse(message.value, inflate);
    if (body === UNREADABLE) return refuse('body_unreadable', '', 'not compressed as declared, too large, or not JSON');
    const decoded = decode(body);
    if (!decoded.ok) return refuse(decoded.code, decoded.errors[0]?.path ?? '', decoded.errors[0]?.detail ?? '');
    const facts = readFacts(message, decoded.batch);
    if (typeof facts === 'string')
      return refuse('envelope_invalid', `headers.${facts}`, 'a header is missing or malformed');
    return ok({ facts, batch: decoded.batch });
  };
}

const UNREADABLE = Symbol('unreadable');

function parse(bytes: Buffer, inflate: (bytes: Buffer) => Buffer): unknown {
  try {
    return JSON.parse(inflate(bytes).toString('utf8'));
  } catch {
    // zlib and JSON.parse throw on bad input only, and their words may repeat it; the caller states the outcome.
    return UNREADABLE;
  }
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
