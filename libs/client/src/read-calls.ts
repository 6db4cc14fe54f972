import type { QUERY_ROUTES } from '@tributary/contracts';
import type { Static, TSchema } from 'typebox';

type Routes = typeof QUERY_ROUTES;

/** Operation id of a call of the query API. */
export type ReadOperation = keyof Routes;

/**
 * The paths again, so that the package needs none other at run time. The compiler compares them with the route table: a
 * call that is missing here or stands elsewhere there does not compile.
 */
export const READ_PATHS = {
  readUser: '/v1/users/{id}',
  listSources: '/v1/users/{id}/sources',
  listSamples: '/v1/users/{id}/samples',
  listAggregates: '/v1/users/{id}/aggregates',
  listDailySummaries: '/v1/users/{id}/daily-summaries',
  listWorkouts: '/v1/users/{id}/workouts',
  readWorkout: '/v1/users/{id}/workouts/{workoutId}',
  readWorkoutRoute: '/v1/users/{id}/workouts/{workoutId}/route',
  listSleep: '/v1/users/{id}/sleep',
  listEvents: '/v1/users/{id}/events',
  readRecord: '/v1/users/{id}/records/{recordId}',
  explain: '/v1/users/{id}/explain',
  readPriorities: '/v1/priorities',
  readUserPriorities: '/v1/users/{id}/priorities',
  listChanges: '/v1/users/{id}/changes',
  exportUser: '/v1/users/{id}/export',
  readCatalog: '/v1/catalog/{table}',
} as const satisfies { readonly [O in ReadOperation]: Routes[O]['path'] };

type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;
type PathOf<O extends ReadOperation> = Readonly<Record<PathNames<Routes[O]['path']>, string>>;

type StaticQuery<O extends ReadOperation> = Routes[O] extends { readonly query: infer Q extends TSchema }
  ? Static<Q>
  : object;
/** What has a default may be left out; what names the values wanted may not. */
type Wanted = 'metric' | 'from' | 'to';
type QueryOf<O extends ReadOperation> = Partial<StaticQuery<O>> &
  Pick<StaticQuery<O>, Extract<keyof StaticQuery<O>, Wanted>>;

/** Path and query parameters of a call, together. */
export type ParametersOf<O extends ReadOperation> = PathOf<O> & QueryOf<O>;

/** What a call answers. */
export type AnswerOf<O extends ReadOperation> = Routes[O]['answers'] extends { readonly 200: infer A extends TSchema }
  ? Static<A>
  : never;

/** Calls that answer a list, paged or whole. */
export type ListOperation = {
  [O in ReadOperation]: AnswerOf<O> extends { data: unknown[] } ? O : never;
}[ReadOperation];

/** One row of such a list. */
export type RowOf<O extends ListOperation> = AnswerOf<O> extends { data: (infer Row)[] } ? Row : never;

/** Path and query string of a call; a parameter that is undefined is left out. */
export function targetOf(operation: ReadOperation, parameters: Readonly<Record<string, unknown>>): string {
  const inPath = new Set<string>();
  const path = READ_PATHS[operation].replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
    inPath.add(name);
    return encodeURIComponent(String(parameters[name]));
  });
  const query = new URLSearchParams(
    Object.entries(parameters)
      .filter(([name, value]) => !inPath.has(name) && value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  );
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
