import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ROUTES, type Operation } from '@tributary/contracts';
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { readBody, type BodyLimits } from './body-reader.js';
import { parseJson } from './json.js';
import { createQueryCheck, createSchemaCheck } from './schema-check.js';

type Routes = typeof ROUTES;
/** The type of the JSON body of an operation. */
export type BodyOf<O extends Operation> = Routes[O] extends { readonly body: infer S extends TSchema }
  ? Static<S>
  : never;
/** The type of the query of an operation, after defaults. */
export type QueryOf<O extends Operation> = Routes[O] extends { readonly query: infer S extends TSchema }
  ? Static<S>
  : never;

/** Bodies other than batches are settings. */
const SETTINGS_LIMITS: BodyLimits = { receivedBytes: 1024 * 1024, inflatedBytes: 1024 * 1024 };

const RequestOf = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

function schemaOf(operation: Operation, part: 'body' | 'query'): TSchema {
  const schema = (ROUTES[operation] as { readonly body?: TSchema; readonly query?: TSchema })[part];
  if (!schema) throw new Error(`The route ${operation} has no ${part} in its row`);
  return schema;
}

/** The JSON body of an operation, read, parsed and checked against its row. */
export function JsonBody(operation: Operation): ParameterDecorator {
  const check = createSchemaCheck(schemaOf(operation, 'body'), 'envelope_invalid');
  const pipe: PipeTransform<FastifyRequest, Promise<unknown>> = {
    transform: async (request) => check(parseJson((await readBody(request, SETTINGS_LIMITS)).inflated)),
  };
  return RequestOf(pipe);
}

/** The query of an operation, converted and checked against its row. */
export function RouteQuery(operation: Operation): ParameterDecorator {
  const check = createQueryCheck(schemaOf(operation, 'query'));
  const pipe: PipeTransform<FastifyRequest, unknown> = { transform: (request) => check(request.query) };
  return RequestOf(pipe);
}
