import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestFailureCode } from '@tributary/contracts';
import { PROBLEM_CONTENT_TYPE, toProblem } from './problem.js';
import { RequestFailure } from './request-failure.js';

/** By the error code of Node's HTTP parser. */
const CODE_BY_ERROR: Readonly<Record<string, RequestFailureCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** The path is not known: what came was not read as a request. */
const INSTANCE = '';
/** What the sender may still send while it reads the answer. */
const LINGER_MS = 1_000;

function responseTo(errorCode: string): string {
  const failure = new RequestFailure(CODE_BY_ERROR[errorCode] ?? 'request_unreadable');
  const body = JSON.stringify(toProblem(failure, INSTANCE));
  return [
    `HTTP/1.1 ${String(failure.status)} ${STATUS_CODES[failure.status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${PROBLEM_CONTENT_TYPE}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Cache-Control: no-store',
    '',
    body,
  ].join('\r\n');
}

/** Answers on a connection whose bytes are no request; nothing of them is echoed or logged. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.setTimeout(LINGER_MS, () => socket.destroy());
  socket.end(responseTo(error.code ?? ''));
}
