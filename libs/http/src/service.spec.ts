import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Controller, Module, Param, Req } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import type { NewApiKey, Problem } from '@tributary/contracts';
import type { FastifyRequest } from 'fastify';
import { AuthGuard } from './auth.guard.js';
import { readBody } from './body-reader.js';
import { bootstrap, type RunningService } from './bootstrap.js';
import { Caller, CREDENTIAL_SOURCE, type Credential, type CredentialSource } from './credential.js';
import { HealthModule } from './health.module.js';
import { notFound, RequestFailure } from './request-failure.js';
import { JsonBody } from './request-parts.js';
import { Route } from './route.decorator.js';

const LIMITS = { receivedBytes: 4_096, inflatedBytes: 8_192 };

const CREDENTIALS: Readonly<Record<string, Credential>> = {
  'key-ingest': { kind: 'api_key', id: '1', tenant: 'demo', scopes: ['ingest'], userId: null },
  'key-admin': { kind: 'api_key', id: '2', tenant: 'demo', scopes: ['admin'], userId: null },
  'device-u1': { kind: 'device_token', id: '3', tenant: 'demo', scopes: ['ingest', 'admin'], userId: 'u1' },
};
const source: CredentialSource = {
  authenticate: (token) => {
    if (token === 'database-away')
      return Promise.reject(new RequestFailure('not_durable_now', { retryAfterSeconds: 5 }));
    return Promise.resolve(CREDENTIALS[token] ?? null);
  },
  forget: () => undefined,
  forgetPerson: () => undefined,
};

@Controller()
class EchoController {
  @Route('acceptBatch')
  async accept(@Req() request: FastifyRequest, @Caller() caller: Credential, @Param('id') userId: string) {
    const { received, inflated, encoding } = await readBody(request, LIMITS);
    return { tenant: caller.tenant, userId, received: received.length, inflated: inflated.length, encoding };
  }

  @Route('createApiKey')
  create(@JsonBody('createApiKey') body: NewApiKey) {
    return body;
  }

  @Route('listApiKeys')
  list(): never {
    throw new Error('a secret value in a message');
  }

  @Route('createDeviceToken')
  issue(): never {
    throw notFound();
  }

  @Route('readReceipt')
  read(): never {
    throw notFound();
  }
}

const health = new HealthRegistry();
const metrics = createMetrics('test');
let kafka = { healthy: true, reason: 'the broker is away' };
health.register('kafka', () => kafka);

@Module({
  imports: [HealthModule.forRoot(health, metrics)],
  controllers: [EchoController],
  providers: [
    { provide: CREDENTIAL_SOURCE, useValue: source },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
})
class EchoModule {}

const lines: string[] = [];
let service: RunningService;

beforeAll(async () => {
  const logger = createLogger('test', { destination: { write: (line: string) => void lines.push(line) } });
  service = await bootstrap(EchoModule, {
    app: 'ingest-gateway',
    port: 0,
    host: '127.0.0.1',
    requestTimeoutMs: 5_000,
    drainMs: 0,
    closeTimeoutMs: 5_000,
    logger,
    metrics,
    health,
  });
});
afterAll(() => service.close());

interface Sent {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

async function call(method: string, path: string, { token, headers = {}, body }: Sent = {}) {
  const response = await fetch(service.url + path, {
    method,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Problem & Record<string, unknown>,
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BATCHES = '/v1/users/u1/batches';

describe('who may call', () => {
  it.each([
    ['no token', 'POST', BATCHES, undefined, 401, 'token_missing'],
    ['an unknown token', 'POST', BATCHES, 'key-nobody', 401, 'token_invalid'],
    ['a key without the scope', 'POST', BATCHES, 'key-admin', 403, 'scope_missing'],
    ['a device token on another user', 'POST', '/v1/users/u2/batches', 'device-u1', 403, 'user_mismatch'],
    [
      'a device token on another user where none may call',
      'POST',
      '/v1/users/u2/device-tokens',
      'device-u1',
      403,
      'user_mismatch',
    ],
    [
      'a device token on its user where none may call',
      'POST',
      '/v1/users/u1/device-tokens',
      'device-u1',
      403,
      'scope_missing',
    ],
    ['a device token where none may call', 'GET', '/v1/api-keys', 'device-u1', 403, 'scope_missing'],
    ['a malformed user id when writing', 'POST', '/v1/users/a%20b/batches', 'key-ingest', 400, 'query_invalid'],
    ['a malformed user id when reading', 'GET', '/v1/users/a%20b/batches/1', 'key-ingest', 404, 'not_found'],
    ['an unknown path', 'GET', '/v1/nothing', 'key-ingest', 404, 'not_found'],
    ['a path with another method', 'DELETE', BATCHES, 'key-ingest', 405, 'method_not_allowed'],
    ['a method that needs a content type', 'QUERY', BATCHES, 'key-ingest', 405, 'method_not_allowed'],
    ['another method on a probe', 'POST', '/health/live', undefined, 405, 'method_not_allowed'],
    ['another method on a document', 'DELETE', '/openapi.json', undefined, 405, 'method_not_allowed'],
    ['an unknown path with such a method', 'QUERY', '/v1/nothing', 'key-ingest', 404, 'not_found'],
    ['a malformed escape in the path', 'GET', '/v1/users/%zz/batches/1', 'key-ingest', 400, 'query_invalid'],
    ['a parameter that is too long', 'GET', `/v1/users/${'u'.repeat(600)}/batches/1`, 'key-ingest', 404, 'not_found'],
    ['a store that is away', 'POST', BATCHES, 'database-away', 503, 'not_durable_now'],
  ])('refuses %s', async (_title, method, path, token, status, code) => {
    const answer = await call(method, path, token === undefined ? {} : { token });
    expect(answer).toMatchObject({ status, json: { status, code, type: `/problems/${code}` } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('tells how to authenticate, when to come back and which methods a path takes', async () => {
    expect((await call('POST', BATCHES)).headers.get('www-authenticate')).toBe('Bearer');
    expect((await call('POST', BATCHES, { token: 'database-away' })).headers.get('retry-after')).toBe('5');
    expect((await call('DELETE', BATCHES)).headers.get('allow')).toBe('POST');
    expect((await call('POST', '/health/live')).headers.get('allow')).toBe('GET, HEAD');
  });

  it('names the path and never the query as the instance', async () => {
    const { json } = await call('GET', '/v1/users/u1/batches/1?secret=1', { token: 'key-ingest' });
    expect(json.instance).toBe('/v1/users/u1/batches/1');
  });
});

describe('a body', () => {
  const text = JSON.stringify({ text: 'a'.repeat(1_000) });
  it.each([
    ['identity', Buffer.from(text), {}],
    ['gzip', gzipSync(text), { 'content-encoding': 'gzip' }],
    ['zstd', zstdCompressSync(text), { 'content-encoding': 'ZSTD' }],
  ])('is read with encoding %s', async (encoding, body, headers) => {
    const { status, json } = await call('POST', BATCHES, {
      token: 'key-ingest',
      headers: { ...JSON_TYPE, ...headers },
      body,
    });
    expect(status).toBe(200);
    expect(json).toEqual({ tenant: 'demo', userId: 'u1', received: body.length, inflated: text.length, encoding });
  });

  it.each(['application/json;charset=UTF8', 'Application/JSON; q=1; charset="utf-8"'])(
    'of type %s is JSON in UTF-8',
    async (type) => {
      const headers = { 'content-type': type };
      expect((await call('POST', BATCHES, { token: 'key-ingest', headers, body: text })).status).toBe(200);
    },
  );

  const bomb = Buffer.alloc(1_000_000);
  it.each([
    ['of another type', { 'content-type': 'text/plain' }, Buffer.from(text), 415, 'unsupported_media_type'],
    [
      'of another charset',
      { 'content-type': 'application/json; charset=latin1' },
      Buffer.from(text),
      415,
      'unsupported_media_type',
    ],
    ['in another encoding', { ...JSON_TYPE, 'content-encoding': 'br' }, Buffer.from(text), 415, 'unsupported_encoding'],
    ['over the limit as received', JSON_TYPE, Buffer.alloc(LIMITS.receivedBytes + 1, 'a'), 413, 'batch_too_large'],
    ['far over the limit', JSON_TYPE, Buffer.alloc(100 * LIMITS.receivedBytes, 'a'), 413, 'batch_too_large'],
    [
      'over the limit inflated with gzip',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      gzipSync(bomb),
      413,
      'batch_too_large',
    ],
    [
      'over the limit inflated with zstd',
      { ...JSON_TYPE, 'content-encoding': 'zstd' },
      zstdCompressSync(bomb),
      413,
      'batch_too_large',
    ],
    [
      'not compressed as declared',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      Buffer.from(text),
      400,
      'body_unreadable',
    ],
    [
      'cut off in gzip',
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      gzipSync(text).subarray(0, 20),
      400,
      'body_unreadable',
    ],
    [
      'cut off in zstd',
      { ...JSON_TYPE, 'content-encoding': 'zstd' },
      zstdCompressSync(text).subarray(0, 20),
      400,
      'body_unreadable',
    ],
    ['of no bytes', JSON_TYPE, Buffer.alloc(0), 400, 'body_unreadable'],
  ])('%s is refused', async (_title, headers, body, status, code) => {
    const answer = await call('POST', BATCHES, { token: 'key-ingest', headers, body });
    expect(answer).toMatchObject({ status, json: { code } });
    expect(answer.json.errors.map(({ detail }) => detail)).toEqual(
      status === 413 ? [expect.stringMatching(/^must be at most (4096|8192) bytes$/)] : [],
    );
  });

  it('is not read before the caller is known', async () => {
    const answer = await call('POST', BATCHES, {
      headers: { 'content-type': 'text/plain' },
      body: Buffer.alloc(50_000),
    });
    expect(answer.json.code).toBe('token_missing');
  });
});

describe('a settings body', () => {
  it.each([
    ['a missing field', { name: 'a' }, ['scopes']],
    ['an unknown scope', { name: 'a', scopes: ['ingest', 'root'] }, ['scopes[1]']],
    ['an empty name', { name: '', scopes: ['read'] }, ['name']],
    ['a list', [], ['']],
  ])('with %s names the path', async (_title, body, paths) => {
    const answer = await call('POST', '/v1/api-keys', {
      token: 'key-admin',
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });
    expect(answer).toMatchObject({ status: 400, json: { code: 'envelope_invalid' } });
    expect(answer.json.errors.map(({ path }) => path)).toEqual(expect.arrayContaining(paths));
    expect(JSON.stringify(answer.json)).not.toContain('root');
  });

  it.each([
    ['not JSON', '{"name":'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('that is %s is unreadable', async (_title, body) => {
    const answer = await call('POST', '/v1/api-keys', { token: 'key-admin', headers: JSON_TYPE, body });
    expect(answer).toMatchObject({ status: 400, json: { code: 'body_unreadable', errors: [] } });
  });
});

describe('a fault of ours', () => {
  it('is answered without its words and logged', async () => {
    const answer = await call('GET', '/v1/api-keys', { token: 'key-admin' });
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal_error' } });
    expect(JSON.stringify(answer.json)).not.toContain('secret');
    expect(lines.some((line) => line.includes('A request failed'))).toBe(true);
  });
});

describe('probes', () => {
  it('turn unready with the reason of each failing indicator, and ready again', async () => {
    kafka = { ...kafka, healthy: false };
    expect(await call('GET', '/health/ready')).toMatchObject({
      status: 503,
      json: { status: 'not_ready', failing: [{ name: 'kafka', reason: 'the broker is away' }] },
    });
    kafka = { ...kafka, healthy: true };
    expect(await call('GET', '/health/ready')).toMatchObject({ status: 200, json: { status: 'ready', failing: [] } });
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/startup')).status).toBe(200);
  });

  it('print metrics by operation and status', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toMatch(/tributary_http_requests_total\{.*operation="acceptBatch".*status="401".*\} \d+/);
  });
});

describe('the access log', () => {
  it('has one line a request, without ids, queries or tokens', async () => {
    await call('GET', '/v1/users/person-7/batches/batch-9?x=query-5', { token: 'key-ingest' });
    const log = lines.join('');
    expect(log).toContain('"operation":"readReceipt"');
    for (const secret of ['person-7', 'batch-9', 'query-5', 'key-ingest']) expect(log).not.toContain(secret);
  });
});
