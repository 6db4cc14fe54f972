import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { ROUTES, type Operation } from '@tributary/contracts';
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { readBody, type BodyLimits } from './body-reader.js';
import { parseJson } from './json.js';
import { createQueryCheck, createSchemaCheck } from './schema-check.js';

type Routes = typeof ROUTES;
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

/** Whether the request announces no body at all. */
const isBodiless = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

/** The JSON body of an operation, read, parsed and checked against its row; none counts as `{}` where all is optional. */
export function JsonBody(operation: Operation): ParameterDecorator {
  const schema = schemaOf(operation, 'body');
  const check = createSchemaCheck(schema, 'envelope_invalid');
  const mayBeAbsent = Check(schema, {});
  const pipe: PipeTransform<FastifyRequest, Promise<unknown>> = {
    transform: async (request) => {
      if (mayBeAbsent && isBodiless(request)) return {};
      return check(parseJson((await readBody(request, SETTINGS_LIMITS)).inflated));
    },
  };
  return RequestOf(pipe);
}

/** The query of an operation, converted and checked against its row. */
export function RouteQuery(operation: Operation): ParameterDecorator {
  const check = createQueryCheck(schemaOf(operation, 'query'));
  const pipe: PipeTransform<FastifyRequest, unknown> = { transform: (request) => check(request.query) };
  return RequestOf(pipe);
}
