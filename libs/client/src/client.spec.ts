import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { routesOf } from '@tributary/contracts';
import { ApiProblem } from './api-problem.js';
import { TributaryClient } from './client.js';
import { READ_PATHS, targetOf } from './read-calls.js';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}
interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
  /** The connection ends before the answer does. */
  readonly isCut?: boolean;
}

const requests: Request[] = [];
const waits: number[] = [];
let answers: Answer[] = [];
let server: Server;
let client: TributaryClient;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const given: Answer = answers.shift() ?? { status: 500, body: 'no answer left' };
      const { status = 200, headers = {}, body: answer, isCut = false } = given;
      response.writeHead(status, headers);
      const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      if (isCut) response.write(text, () => response.destroy());
      else response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  client = new TributaryClient({
    gatewayUrl: `${url}/`,
    queryUrl: url,
    token: () => 'trb_token',
    retry: { attempts: 3, baseMs: 100 },
    pause: (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      return Promise.resolve();
    },
  });
});
beforeEach(() => {
  requests.length = 0;
  waits.length = 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const away = (retryAfter?: string): Answer => ({
  status: 503,
  headers: {
    'content-type': 'application/problem+json',
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  },
  body: { code: 'not_durable_now', detail: 'try again', status: 503, errors: [] },
});
const accepted: Answer = { status: 202, body: { batchId: 'b', repeated: false } };
const sentBatch = ({ body }: Request) => JSON.parse(gunzipSync(body).toString()) as { batchId: string };

describe('sending a batch', () => {
  it('compresses it, names it and carries the token', async () => {
    answers = [accepted];
    await client.sendBatch('u 1', { platform: 'healthkit', records: [{ a: 1 }] });
    expect(requests).toMatchObject([
      {
        method: 'POST',
        url: '/v1/users/u%201/batches',
        headers: { authorization: 'Bearer trb_token', 'content-encoding': 'gzip', 'content-type': 'application/json' },
      },
    ]);
    expect(sentBatch(requests[0]!)).toEqual({
      platform: 'healthkit',
      records: [{ a: 1 }],
      batchId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it('sends it again under the same id, after the time that the service names, else after a growing one', async () => {
    answers = [away('7'), away(), accepted];
    await client.sendBatch('u1', { platform: 'healthkit', records: [] });
    expect(new Set(requests.map((request) => sentBatch(request).batchId)).size).toBe(1);
    expect(requests).toHaveLength(3);
    expect(waits[0]).toBe(7_000);
    // The second wait lies between half of 200 ms and all of it.
    expect(waits[1]).toBeGreaterThanOrEqual(100);
    expect(waits[1]).toBeLessThanOrEqual(200);
  });

  it('gives up after the last attempt, and at once where repeating helps nothing', async () => {
    answers = [away(), away(), away()];
    await expect(client.sendBatch('u1', { platform: 'healthkit', records: [] })).rejects.toMatchObject({ status: 503 });
    answers = [{ ...away(), status: 400, body: { code: 'envelope_invalid', detail: 'no', errors: [] } }];
    const refused = client.sendBatch('u1', { platform: 'healthkit', records: [] });
    await expect(refused).rejects.toBeInstanceOf(ApiProblem);
    await expect(refused).rejects.toMatchObject({ code: 'envelope_invalid' });
    expect(requests).toHaveLength(4);
  });

  it('tries again when nothing answers', async () => {
    const nobody = new TributaryClient({
      gatewayUrl: 'http://127.0.0.1:1',
      queryUrl: 'http://127.0.0.1:1',
      token: 't',
      retry: { attempts: 2 },
      pause: (ms) => Promise.resolve(void waits.push(ms)),
    });
    await expect(nobody.sendBatch('u1', { platform: 'healthkit', records: [] })).rejects.toThrow('fetch failed');
    expect(waits).toHaveLength(1);
  });

  it('waits for the receipt to be complete', async () => {
    answers = [{ body: { status: 'processing' } }, { body: { status: 'completed', records: 2 } }];
    const receipt = await client.completedReceipt('u1', 'b/1', AbortSignal.timeout(5_000));
    expect(receipt).toMatchObject({ records: 2 });
    expect(requests.map(({ url }) => url)).toEqual(Array(2).fill('/v1/users/u1/batches/b%2F1'));
  });
});

describe('reading', () => {
  it('knows every call of the query API', () => {
    expect(Object.entries(READ_PATHS).sort()).toEqual(
      routesOf('query-api')
        .map(({ operation, path }) => [operation, path])
        .sort(),
    );
  });

  it('puts parameters where they belong', () => {
    expect(targetOf('listSamples', { id: 'u1', metric: 'heart_rate', from: '2026-03-29', to: undefined })).toBe(
      '/v1/users/u1/samples?metric=heart_rate&from=2026-03-29',
    );
    expect(targetOf('readPriorities', {})).toBe('/v1/priorities');
  });

  it('goes through all pages of a list', async () => {
    answers = [
      { body: { data: [{ id: 'a' }, { id: 'b' }], nextCursor: 'next+' } },
      { body: { data: [{ id: 'c' }], nextCursor: null } },
    ];
    const ids: string[] = [];
    for await (const { id } of client.rows('listWorkouts', { id: 'u1', sport: 'running' })) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(requests[1]?.url).toBe('/v1/users/u1/workouts?sport=running&cursor=next%2B');
  });

  it('splits an export into its lines', async () => {
    answers = [{ body: '{"kind":"user"}\n{"kind":"sample"}\n' }];
    const lines: unknown[] = [];
    for await (const line of client.exportUser('u1')) lines.push(line);
    expect(lines).toEqual([{ kind: 'user' }, { kind: 'sample' }]);
  });

  it('reads samples as lines, for as long as they come', async () => {
    answers = [{ body: '{"id":"a","value":1}\n{"id":"b","value":2}\n' }];
    const seen: unknown[] = [];
    for await (const { id, value } of client.streamSamples({ id: 'u1', metric: 'heart_rate', from: '2026-03-10' }))
      seen.push([id, value]);
    expect(seen).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(requests).toMatchObject([
      { url: '/v1/users/u1/samples?metric=heart_rate&from=2026-03-10', headers: { accept: 'application/x-ndjson' } },
    ]);
  });

  it('does not take a stream that was cut off for its end', async () => {
    answers = [{ body: '{"id":"a"}\n', isCut: true }];
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { id } of client.streamSamples({ id: 'u1', metric: 'heart_rate' })) seen.push(id);
    })();
    await expect(reading).rejects.toThrow();
    expect(seen).toEqual(['a']);
  });
});

describe('following the changes', () => {
  it('asks for what comes after the last event, waits when there is nothing, and ends with the signal', async () => {
    answers = [
      { body: { data: [{ sequence: 4 }, { sequence: 5 }], nextCursor: null } },
      { body: { data: [], nextCursor: null } },
      { body: { data: [{ sequence: 9 }], nextCursor: null } },
    ];
    const end = new AbortController();
    const seen: number[] = [];
    for await (const { sequence } of client.followChanges('u1', {
      after: 3,
      kinds: ['workout', 'sleep'],
      signal: end.signal,
    })) {
      seen.push(sequence);
      if (sequence === 9) end.abort();
    }
    expect(seen).toEqual([4, 5, 9]);
    expect(waits).toEqual([2_000]);
    expect(requests.map(({ url }) => new URL(url, 'http://x').searchParams.get('after'))).toEqual(['3', '5', '5']);
    expect(requests[0]?.url).toContain('kinds=workout%2Csleep');
  });

  it('ends without an error when the signal fires during a wait', async () => {
    answers = [{ body: { data: [], nextCursor: null } }];
    const end = new AbortController();
    const waiting = new TributaryClient({
      gatewayUrl: 'http://127.0.0.1:1',
      queryUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      token: 't',
      pause: () => {
        end.abort();
        return Promise.reject(new Error('aborted'));
      },
    });
    await expect(waiting.followChanges('u1', { signal: end.signal }).next()).resolves.toMatchObject({ done: true });
  });
});
