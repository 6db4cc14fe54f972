import { isUtf8 } from 'node:buffer';
import { RequestFailure } from './request-failure.js';

/** @throws RequestFailure `body_unreadable` when the bytes are not UTF-8 or not JSON. */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new RequestFailure('body_unreadable');
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    // The parser's message quotes the body, so it is not kept as the cause.
    if (error instanceof SyntaxError) throw new RequestFailure('body_unreadable');
    throw error;
  }
}
