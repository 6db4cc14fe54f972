import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerUnreadable } from './unreadable-request.js';

const server = createServer({ headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 });
server.on('clientError', answerUnreadable);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function send(bytes: string) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  const answer = await text(socket);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { head, body, problem: JSON.parse(body) as Record<string, unknown> };
}

describe('what is no request', () => {
  it.each([
    ['another protocol', '\x16\x03\x01secret\r\n\r\n', 400, 'Bad Request', 'request_unreadable'],
    ['an unknown method', 'SECRET / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'Bad Request', 'request_unreadable'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
      'Bad Request',
      'request_unreadable',
    ],
    [
      'more headers than fit',
      `GET / HTTP/1.1\r\nX: ${'secret'.repeat(4_000)}\r\n\r\n`,
      431,
      'Request Header Fields Too Large',
      'headers_too_large',
    ],
    ['a request that does not end', 'GET /secret HTTP/1.1\r\n', 408, 'Request Timeout', 'request_timeout'],
  ])('%s is answered as a problem', async (_title, bytes, status, phrase, code) => {
    const { head, body, problem } = await send(bytes);
    expect(head.split('\r\n')).toEqual([
      `HTTP/1.1 ${String(status)} ${phrase}`,
      'Connection: close',
      'Content-Type: application/problem+json',
      `Content-Length: ${String(body.length)}`,
      'Cache-Control: no-store',
    ]);
    expect(problem).toMatchObject({ status, code, type: `/problems/${code}`, instance: '', errors: [] });
    expect(body.toLowerCase()).not.toContain('secret');
  });
});
