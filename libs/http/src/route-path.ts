import { routesOf, type HttpApp, type HttpMethod } from '@tributary/contracts';

/** `/v1/users/{id}` as Nest and Fastify write it: `/v1/users/:id`. */
export const toRouterPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const toPattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const PROBE_PATHS = ['/health/live', '/health/ready', '/health/startup', '/metrics'];
const DOCUMENT_PATHS = ['/openapi.json', '/asyncapi.json', '/docs'];

/** What a service answers to: the probes, and with rows in the route table those and the documents about them. */
function targetsOf(app: HttpApp | null): readonly { readonly method: HttpMethod; readonly path: string }[] {
  const read = (path: string) => ({ method: 'GET' as const, path });
  const probes = PROBE_PATHS.map(read);
  return app === null ? probes : [...routesOf(app), ...probes, ...DOCUMENT_PATHS.map(read)];
}

/** The methods that a path of the service takes; empty for a path it does not have. Whatever can be read has a HEAD. */
export function createMethodLookup(app: HttpApp | null): (path: string) => readonly (HttpMethod | 'HEAD')[] {
  const rows = targetsOf(app).map(({ method, path }) => ({ method, pattern: toPattern(path) }));
  return (path) =>
    rows
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ method }) => (method === 'GET' ? (['GET', 'HEAD'] as const) : [method]));
}

/** Names a request by its operation: `METHOD /router/path` → operation id. */
export const operationsByRoute = (app: HttpApp | null): ReadonlyMap<string, string> =>
  new Map(
    app === null
      ? []
      : routesOf(app).map(({ method, path, operation }) => [`${method} ${toRouterPath(path)}`, operation]),
  );
