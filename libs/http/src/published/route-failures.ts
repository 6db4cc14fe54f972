import {
  BatchSchema,
  FAILURE_BY_CODE,
  type Operation,
  type RequestFailureCode,
  type Route,
} from '@tributary/contracts';
import { plain } from './schema-references.js';

export type NamedRoute = Route & { readonly operation: Operation };

interface FailureRule {
  readonly codes: readonly RequestFailureCode[];
  readonly applies: (route: NamedRoute) => boolean;
}

const USER_PATH = '/v1/users/{id}';

/** A person comes into being with the first batch or with settings. */
const CREATES_USER: ReadonlySet<string> = new Set(['acceptBatch', 'changeUser'] satisfies Operation[]);

const isClosed = ({ scope }: Route): boolean => scope !== null;
const isOfUser = ({ path }: Route): boolean => path.startsWith(USER_PATH);
const takes = ({ query }: Route, parameter: string): boolean =>
  query !== undefined && parameter in (plain(query)['properties'] as object);

/** Which codes a call can be refused with. */
const RULES: readonly FailureRule[] = [
  {
    codes: ['envelope_invalid', 'body_unreadable', 'batch_too_large', 'unsupported_media_type', 'unsupported_encoding'],
    applies: ({ body }) => body !== undefined,
  },
  { codes: ['platform_unknown'], applies: ({ body }) => body === BatchSchema },
  {
    codes: ['query_invalid'],
    // A path can hold an escape that is none.
    applies: ({ query, path }) => query !== undefined || path.includes('{'),
  },
  { codes: ['cursor_invalid'], applies: (route) => takes(route, 'cursor') },
  { codes: ['token_missing', 'token_invalid', 'scope_missing'], applies: isClosed },
  { codes: ['token_invalid'], applies: ({ operation }) => operation === 'refreshDeviceToken' },
  { codes: ['user_mismatch'], applies: (route) => isClosed(route) && isOfUser(route) },
  { codes: ['not_found'], applies: ({ path, operation }) => path.includes('{') && !CREATES_USER.has(operation) },
  { codes: ['already_exists'], applies: ({ operation }) => operation === 'createTenant' },
  { codes: ['batch_id_reused', 'quota_exceeded'], applies: ({ operation }) => operation === 'acceptBatch' },
  {
    codes: ['request_unreadable', 'request_timeout', 'headers_too_large', 'not_durable_now', 'internal_error'],
    applies: () => true,
  },
];

/** The codes a call can be refused with, by status. */
export function failuresOf(route: NamedRoute): ReadonlyMap<number, readonly string[]> {
  const byStatus = new Map<number, string[]>();
  for (const code of RULES.filter(({ applies }) => applies(route)).flatMap(({ codes }) => codes)) {
    const status = FAILURE_BY_CODE.get(code)?.httpStatus ?? 500;
    const codes = byStatus.get(status);
    if (codes) codes.push(code);
    else byStatus.set(status, [code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}
