import { ROUTES, routesOf, TOPICS, type HttpApp } from '@tributary/contracts';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import { Module } from '@nestjs/common';
import { bootstrap, type RunningService } from '../bootstrap.js';
import { asyncApi } from './async-api.js';
import { docsPage } from './docs-page.js';
import { openApiOf } from './open-api.js';
import type { Json, JsonObject } from './schema-references.js';

type Operation = Readonly<Record<string, unknown>> & {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
};
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const APPS: readonly HttpApp[] = ['ingest-gateway', 'query-api'];
const operationsOf = (app: HttpApp): Map<string, Operation> =>
  new Map(
    Object.values((openApiOf(app) as unknown as Document).paths)
      .flatMap((item) => Object.values(item))
      .map((operation) => [String(operation['operationId']), operation]),
  );
const gateway = operationsOf('ingest-gateway');
const query = operationsOf('query-api');

/** Every `$ref` of a document, with the pointer it names followed. */
function unresolved(document: JsonObject): readonly string[] {
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g);
  return [...references]
    .map(([, pointer = '']) => pointer)
    .filter((pointer) => {
      const target = pointer
        .split('/')
        .reduce<Json | undefined>((at, name) => (at as JsonObject | undefined)?.[name], document);
      return target === undefined;
    });
}

describe('the OpenAPI documents', () => {
  it.each(APPS)('of %s have every call of the route table and no reference into nowhere', (app) => {
    expect([...operationsOf(app).keys()].sort()).toEqual(
      routesOf(app)
        .map(({ operation }) => operation)
        .sort(),
    );
    expect(unresolved(openApiOf(app))).toEqual([]);
  });

  it('list for a batch each status it can be answered with', () => {
    expect(Object.keys(gateway.get('acceptBatch')?.responses ?? {})).toEqual([
      '200',
      '202',
      '400',
      '401',
      '403',
      '408',
      '409',
      '413',
      '415',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(gateway.get('acceptBatch')?.responses['400']?.description).toMatch(/`platform_unknown`/);
  });

  it('list for a read that it may not be found, and no body problems', () => {
    expect(Object.keys(query.get('listSamples')?.responses ?? {})).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '408',
      '431',
      '500',
      '503',
    ]);
    expect(query.get('readUser')?.responses['400']?.description).not.toMatch(/body/);
  });

  it('list a bad refresh token, although the call takes no credential', () => {
    expect(Object.keys(gateway.get('refreshDeviceToken')?.responses ?? {})).toContain('401');
    expect(gateway.get('refreshDeviceToken')?.security).toEqual([]);
  });

  it('say who may call: any of the scopes, with a key or a device token', () => {
    expect(gateway.get('readReceipt')?.security).toEqual([
      { apiKey: ['ingest'] },
      { apiKey: ['read'] },
      { deviceToken: ['ingest'] },
      { deviceToken: ['read'] },
    ]);
    expect(gateway.get('createApiKey')?.security).toEqual([{ apiKey: ['admin'] }]);
  });

  it('ask for a body where one is needed', () => {
    const isRequired = (operation: string) =>
      (gateway.get(operation)?.['requestBody'] as { readonly required: boolean }).required;
    expect(isRequired('acceptBatch')).toBe(true);
    // Every field of these is optional.
    expect(isRequired('changeUser')).toBe(false);
    expect(isRequired('createDeviceToken')).toBe(false);
  });

  it('ask for no parameter that has a default', () => {
    const bucket = query.get('listAggregates')?.parameters?.find(({ name }) => name === 'bucket');
    expect(bucket).toMatchObject({ in: 'query', required: false, schema: { type: 'string', default: 'P1D' } });
  });

  it('describe every parameter of a path by more than its name', () => {
    for (const operation of [...gateway.values(), ...query.values()]) {
      for (const { name, description } of (operation.parameters ?? []).filter((one) => one.in === 'path')) {
        expect({ name, description }).not.toEqual({ name, description: name });
      }
    }
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApi() as { readonly channels: Readonly<Record<string, { readonly messages: object }>> };

  it('has every topic, the dead letters of those that have some, and no reference into nowhere', () => {
    const deadLetters = Object.entries(TOPICS).filter(([, topic]) => topic.deadLetters);
    expect(Object.keys(document.channels)).toHaveLength(Object.keys(TOPICS).length + deadLetters.length);
    expect(unresolved(asyncApi())).toEqual([]);
  });

  it('has on a compacted product topic its event, the erasure and the null value', () => {
    expect(Object.keys(document.channels['workouts']?.messages ?? {})).toEqual(['workout', 'user', 'tombstone']);
    expect(Object.keys(document.channels['samples']?.messages ?? {})).toEqual(['samples', 'user']);
  });
});

describe('the page for people', () => {
  const page = docsPage(openApiOf('query-api'));

  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|src=|https?:\/\//);
  });

  it('leads to every call and has no link into nowhere', () => {
    for (const { operation } of routesOf('query-api')) expect(page).toContain(`<section id="${operation}">`);
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !targets.has(id))).toEqual([]);
  });

  it('says what is in a page of a list', () => {
    expect(page).toContain('{ data: list of <a href="#schema-Sample">Sample</a>, nextCursor: string or null }');
  });

  it('escapes what it shows', () => {
    const info = { title: '<b>&"', description: 'a `<i>` b', version: '1' };
    const text = docsPage({ info, paths: {}, components: {} });
    expect(text).toContain('<h1>&lt;b&gt;&amp;&quot;</h1>');
    expect(text).toContain('<p>a <code>&lt;i&gt;</code> b</p>');
    expect(text).not.toContain('<b>');
  });
});

@Module({})
class EmptyModule {}

describe('a running service', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await bootstrap(EmptyModule, {
      app: 'query-api',
      port: 0,
      host: '127.0.0.1',
      requestTimeoutMs: 5_000,
      drainMs: 0,
      closeTimeoutMs: 5_000,
      logger: createLogger('test', { level: 'error' }),
      metrics: createMetrics('test'),
      health: new HealthRegistry(),
    });
  });
  afterAll(() => service.close());

  it.each([
    ['/openapi.json', 'application/json', '"openapi": "3.1.0"'],
    ['/asyncapi.json', 'application/json', '"asyncapi": "3.0.0"'],
    ['/docs', 'text/html; charset=utf-8', '<!doctype html>'],
  ])('serves %s without a token', async (path, mediaType, text) => {
    const response = await fetch(service.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(mediaType);
    expect(await response.text()).toContain(text);
  });

  it('documents the calls of its own app', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as Document;
    expect(Object.keys(paths)).toContain(ROUTES.listSamples.path);
    expect(Object.keys(paths)).not.toContain(ROUTES.createApiKey.path);
  });
});
