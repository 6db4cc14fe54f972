import { routesOf, type HttpApp, type HttpMethod } from '@tributary/contracts';

/** `/v1/users/{id}` as Nest and Fastify write it: `/v1/users/:id`. */
export const toRouterPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const toPattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** The methods that a path of the app takes; empty for a path it does not have. */
export function createMethodLookup(app: HttpApp | null): (path: string) => readonly HttpMethod[] {
  const rows = app === null ? [] : routesOf(app).map(({ method, path }) => ({ method, pattern: toPattern(path) }));
  return (path) => rows.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}

/** Names a request by its operation: `METHOD /router/path` → operation id. */
export const operationsByRoute = (app: HttpApp | null): ReadonlyMap<string, string> =>
  new Map(
    app === null
      ? []
      : routesOf(app).map(({ method, path, operation }) => [`${method} ${toRouterPath(path)}`, operation]),
  );
