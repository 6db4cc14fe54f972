import { GATEWAY_ROUTES } from './gateway-routes.js';
import { QUERY_ROUTES } from './query-routes.js';
import type { HttpApp, Route } from './route.js';

/** The one table of calls; the key is the operation id. */
export const ROUTES = { ...GATEWAY_ROUTES, ...QUERY_ROUTES } as const satisfies Record<string, Route>;

export type Operation = keyof typeof ROUTES;

export const routeOf = (operation: Operation): Route => ROUTES[operation];

/** The calls of one app with their operation ids, in the order of the table. */
export const routesOf = (app: HttpApp): readonly (Route & { readonly operation: Operation })[] =>
  (Object.keys(ROUTES) as Operation[])
    .map((operation) => ({ operation, ...routeOf(operation) }))
    .filter((route) => route.app === app);
