import type { TSchema } from 'typebox';

/** What a credential may do in its tenant. */
export const SCOPES = ['ingest', 'read', 'admin', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];

export const isScope = (value: unknown): value is Scope => SCOPES.some((scope) => scope === value);

export type HttpApp = 'ingest-gateway' | 'query-api';
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** NDJSON: one JSON value a line. */
export const LINES_MEDIA_TYPE = 'application/x-ndjson';

/** One call of one of the HTTP apps: handlers, authorization and OpenAPI derive from the row. */
export interface Route {
  readonly app: HttpApp;
  readonly method: HttpMethod;
  /** Parameters in braces: `/v1/users/{id}/batches`. `{id}` after `/users/` is always the tenant's user id. */
  readonly path: `/${string}`;
  /** Any one of these suffices; null takes no credential. */
  readonly scope: readonly Scope[] | null;
  /** Whether a device token (bound to one user) may call it. */
  readonly deviceToken: boolean;
  readonly summary: string;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Media type of the answers; `application/json` where absent. */
  readonly mediaType?: string;
  /** What a line holds where who accepts `LINES_MEDIA_TYPE` gets the rows one a line, without a page. */
  readonly lines?: string;
  /** Body by status; null answers without a body. Problems are the same for all calls and not listed. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
}
