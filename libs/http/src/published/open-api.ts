import { STATUS_CODES } from 'node:http';
import {
  FAILURE_BY_CODE,
  LINES_MEDIA_TYPE,
  ProblemSchema,
  routesOf,
  type HttpApp,
  type Scope,
} from '@tributary/contracts';
import { Check } from 'typebox/schema';
import { API_VERSION, TITLES } from './api-info.js';
import { parametersOf } from './request-parameters.js';
import { failuresOf, type NamedRoute } from './route-failures.js';
import { SchemaReferences, type JsonObject } from './schema-references.js';

const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';

const SECURITY_SCHEMES = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'trb_…',
    description: 'API key of a tenant; may do what its scopes say. Roles below are scopes: one of them suffices.',
  },
  deviceToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Token of one person, 60 minutes; reaches the paths of that person only.',
  },
};

const AUTHENTICATE = { 'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } } };
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } };
const HEADERS_BY_STATUS: Readonly<Record<number, JsonObject>> = {
  401: AUTHENTICATE,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

/** `/v1/users/{id}/daily-summaries` → `daily summaries`: what a call is about. */
const tagOf = ({ path }: NamedRoute): string => {
  const [, first = '', second] = /^\/v1\/([a-z-]+)(?:\/\{\w+\}\/([a-z-]+))?/.exec(path) ?? [];
  return (second ?? first).replaceAll('-', ' ');
};

const isOfDevice = (scope: Scope): boolean => scope === 'ingest' || scope === 'read';

const securityOf = ({ scope, deviceToken }: NamedRoute): readonly JsonObject[] =>
  scope === null
    ? []
    : [
        ...scope.map((one) => ({ apiKey: [one] })),
        ...(deviceToken ? scope.filter(isOfDevice).map((one) => ({ deviceToken: [one] })) : []),
      ];

/** OpenAPI 3.1 has no schema for one line of many. */
const linesContent = (lines: string): JsonObject => ({
  [LINES_MEDIA_TYPE]: { schema: { type: 'string', description: lines } },
});

function answersOf({ answers, mediaType = JSON_TYPE, lines }: NamedRoute, references: SchemaReferences): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      {
        description: STATUS_CODES[status] ?? status,
        ...(schema && {
          content: { [mediaType]: { schema: references.of(schema) }, ...(lines !== undefined && linesContent(lines)) },
        }),
      },
    ]),
  );
}

function problemsOf(route: NamedRoute, references: SchemaReferences): JsonObject {
  const schema = references.of(ProblemSchema);
  return Object.fromEntries(
    [...failuresOf(route)].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${FAILURE_BY_CODE.get(code)?.meaning ?? ''}`).join('\n\n'),
        ...(HEADERS_BY_STATUS[status] && { headers: HEADERS_BY_STATUS[status] }),
        content: { [PROBLEM_TYPE]: { schema } },
      },
    ]),
  );
}

function operationOf(route: NamedRoute, references: SchemaReferences): JsonObject {
  const parameters = parametersOf(route);
  return {
    operationId: route.operation,
    summary: route.summary,
    tags: [tagOf(route)],
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: !Check(route.body, {}),
        content: { [JSON_TYPE]: { schema: references.of(route.body) } },
      },
    }),
    responses: { ...answersOf(route, references), ...problemsOf(route, references) },
  };
}

function pathsOf(routes: readonly NamedRoute[], references: SchemaReferences): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route, references);
  }
  return paths;
}

/** The OpenAPI 3.1 document of an app, from its rows of the route table. */
export function openApiOf(app: HttpApp): JsonObject {
  const references = new SchemaReferences();
  const routes = routesOf(app);
  const paths = pathsOf(routes, references);
  return {
    openapi: '3.1.0',
    info: { ...TITLES[app], version: API_VERSION, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'This service.' }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { schemas: references.components(), securitySchemes: SECURITY_SCHEMES },
  };
}
