import { randomUUID } from 'node:crypto';

/** W3C Trace Context, version 00. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Thirty-two hexadecimal digits. Of a UUID: Node draws the randomness for many at once, for `randomBytes` each time. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

/** The given trace context if it is well-formed, else a new one that is not sampled. */
export function traceparentOf(header: string | readonly string[] | undefined): string {
  if (typeof header === 'string' && TRACEPARENT.test(header)) return header;
  return `00-${randomHex()}-${randomHex().slice(16)}-00`;
}
