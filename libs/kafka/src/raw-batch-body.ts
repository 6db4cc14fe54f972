import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { BATCH_LIMITS, RAW_BATCH_HEADERS } from '@tributary/contracts';
import type { IncomingMessage } from './message.js';

/** The body of a raw batch as JSON, or why it is none. */
export type RawBatchBody =
  | { readonly ok: true; readonly body: unknown }
  | {
      readonly ok: false;
      readonly code: 'unsupported_encoding' | 'body_unreadable';
      readonly path: string;
      readonly detail: string;
    };

const ENCODING = RAW_BATCH_HEADERS.encoding;
const INFLATE_LIMIT = { maxOutputLength: BATCH_LIMITS.inflatedBytes };

/** How the bytes of a batch are inflated, by `content-encoding`. */
const INFLATERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  identity: (bytes) => bytes,
  gzip: (bytes) => gunzipSync(bytes, INFLATE_LIMIT),
  zstd: (bytes) => zstdDecompressSync(bytes, INFLATE_LIMIT),
};

const unreadable = (detail: string): RawBatchBody => ({ ok: false, code: 'body_unreadable', path: '', detail });

/** Inflates and parses the value of a message of the raw topics. Never throws. */
export function readRawBatchBody({ headers, value }: IncomingMessage): RawBatchBody {
  const inflate = INFLATERS[headers[ENCODING] ?? 'identity'];
  if (inflate === undefined)
    return {
      ok: false,
      code: 'unsupported_encoding',
      path: `headers.${ENCODING}`,
      detail: 'not gzip, zstd or identity',
    };
  if (value === null) return unreadable('the message has no value');
  try {
    return { ok: true, body: JSON.parse(inflate(value).toString('utf8')) as unknown };
  } catch {
    // zlib and JSON.parse throw on bad input only, and their words may repeat it.
    return unreadable('not compressed as declared, too large, or not JSON');
  }
}
