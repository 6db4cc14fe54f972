import type { Route } from './route.js';

/** Calls of the query API: it only reads. A row stands here when its handler exists. */
export const QUERY_ROUTES = {} as const satisfies Record<string, Route>;
