import { BATCH_ID_PATTERN, USER_ID_PATTERN, type Operation } from '@tributary/contracts';
import type { NamedRoute } from './route-failures.js';
import { plain, type JsonObject } from './schema-references.js';

const TEXT: JsonObject = { type: 'string' };

/** What stands in braces in a path. */
const PATH_PARAMETERS: Readonly<Record<string, { readonly description: string; readonly schema: JsonObject }>> = {
  id: { description: "The tenant's own id of the person.", schema: { ...TEXT, pattern: USER_ID_PATTERN.source } },
  batchId: { description: 'Id of a batch.', schema: { ...TEXT, pattern: BATCH_ID_PATTERN.source } },
  erasureId: { description: 'Id of an erasure, as its request answered it.', schema: TEXT },
  keyId: { description: 'Id of an API key, not the key.', schema: TEXT },
  recordId: { description: '`id` of a sample, event, workout recording or sleep recording.', schema: TEXT },
  table: {
    description: 'Name of the table.',
    schema: { ...TEXT, enum: ['metrics', 'sports', 'sleep-stages', 'record-types', 'failures'] },
  },
  workoutId: { description: '`id` of a workout, resolved or as recorded.', schema: TEXT },
};

const CONTENT_ENCODING: JsonObject = {
  name: 'Content-Encoding',
  in: 'header',
  required: false,
  description: 'How the body is compressed.',
  schema: { ...TEXT, enum: ['gzip', 'zstd', 'identity'], default: 'identity' },
};

const HEADERS: Partial<Record<Operation, readonly JsonObject[]>> = {
  acceptBatch: [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Id of the batch where the body names none; must equal the one of the body otherwise.',
      schema: { ...TEXT, pattern: BATCH_ID_PATTERN.source },
    },
    CONTENT_ENCODING,
    {
      name: 'traceparent',
      in: 'header',
      required: false,
      description: 'W3C trace context; goes with the batch to the events it causes.',
      schema: TEXT,
    },
  ],
  validateBatch: [CONTENT_ENCODING],
};

function pathParameters({ path }: NamedRoute): readonly JsonObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const { description, schema } = PATH_PARAMETERS[name] ?? { description: name, schema: TEXT };
    return { name, in: 'path', required: true, description, schema };
  });
}

function queryParameters({ query }: NamedRoute): readonly JsonObject[] {
  if (!query) return [];
  const { properties, required = [] } = plain(query) as {
    readonly properties: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name) && schema['default'] === undefined,
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** Parameters of a call in the path, the query and the headers. */
export const parametersOf = (route: NamedRoute): readonly JsonObject[] => [
  ...pathParameters(route),
  ...queryParameters(route),
  ...(HEADERS[route.operation] ?? []),
];
