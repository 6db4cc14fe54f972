import { ROUTES, routeOf, routesOf, type Operation } from './routes.js';

const operations = Object.keys(ROUTES) as Operation[];

describe('the route table', () => {
  it('has every method and path once', () => {
    const calls = operations.map((operation) => `${routeOf(operation).method} ${routeOf(operation).path}`);
    expect(new Set(calls).size).toBe(calls.length);
  });

  it('gives everything that changes something to the gateway: the query API only reads', () => {
    expect(routesOf('query-api').every(({ method }) => method === 'GET')).toBe(true);
    expect(routesOf('ingest-gateway').length).toBeGreaterThan(0);
  });

  it.each(operations)('%s answers with a success and is closed unless it says otherwise', (operation) => {
    const { answers, scope, path, body, method } = routeOf(operation);
    expect(Object.keys(answers).every((status) => /^2\d\d$/.test(status))).toBe(true);
    expect(scope === null || scope.length > 0).toBe(true);
    expect(path).toMatch(/^\/v1(\/([a-z-]+|\{\w+\}))+$/);
    if (path.startsWith('/v1/users/')) expect(path).toMatch(/^\/v1\/users\/\{id\}/);
    if (method === 'GET' || method === 'DELETE') expect(body).toBeUndefined();
  });
});
