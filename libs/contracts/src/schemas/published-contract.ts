import type { TSchema } from 'typebox';
import type { Route } from '../http/route.js';
import { routeOf, ROUTES, type Operation } from '../http/routes.js';
import { EXPORT_LINE_DATA } from '../export-line.js';
import { PRODUCT_EVENT_SCHEMAS } from './product-events.js';

/** Everything that others built on: what they call, what they send, what they get. */
export interface PublishedContract {
  /** Method and path by operation. */
  readonly calls: Readonly<Record<string, string>>;
  /** Who may call, by operation; absent in what was published before it was told. */
  readonly callers?: Readonly<Record<string, readonly string[]>>;
  /** What a request may hold: `<operation> body`, `<operation> query`. */
  readonly accepted: Readonly<Record<string, TSchema>>;
  /** What we answer and publish: `<operation> <status>`, `<kind> event`, `<kind> export line`. */
  readonly served: Readonly<Record<string, TSchema>>;
}

export const ANYONE = 'anyone';

function callersOf({ scope, deviceToken }: Route): readonly string[] {
  if (scope === null) return [ANYONE];
  const tokens = deviceToken ? scope.filter((one) => one === 'ingest' || one === 'read') : [];
  return [...scope.map((one) => `a key with ${one}`), ...tokens.map((one) => `a device token with ${one}`)];
}

const operations = Object.keys(ROUTES) as Operation[];

const named = (rows: readonly (readonly [string, TSchema | null | undefined])[]): Record<string, TSchema> =>
  Object.fromEntries(rows.filter((row): row is readonly [string, TSchema] => row[1] !== null && row[1] !== undefined));

/** The contract as the code has it now. */
export const publishedContract = (): PublishedContract => ({
  calls: Object.fromEntries(
    operations.map((operation) => [operation, `${routeOf(operation).method} ${routeOf(operation).path}`]),
  ),
  callers: Object.fromEntries(operations.map((operation) => [operation, callersOf(routeOf(operation))])),
  accepted: named(
    operations.flatMap((operation) => [
      [`${operation} body`, routeOf(operation).body] as const,
      [`${operation} query`, routeOf(operation).query] as const,
    ]),
  ),
  served: named([
    ...operations.flatMap((operation) =>
      Object.entries(routeOf(operation).answers).map(([status, answer]) => [`${operation} ${status}`, answer] as const),
    ),
    ...Object.entries(PRODUCT_EVENT_SCHEMAS).map(([kind, schema]) => [`${kind} event`, schema] as const),
    ...Object.entries(EXPORT_LINE_DATA).map(([kind, schema]) => [`${kind} export line`, schema] as const),
  ]),
});
