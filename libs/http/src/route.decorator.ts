import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';
import { routeOf, type HttpMethod, type Operation } from '@tributary/contracts';
import { toRouterPath } from './route-path.js';

const METHODS: Readonly<Record<HttpMethod, RequestMethod>> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE,
};

/** Metadata key of a handler's operation id. */
export const OPERATION = 'tributary:operation';
/** Metadata key of controllers outside the route table: health, metrics, documents. */
export const UNLISTED = 'tributary:unlisted';

/**
 * Method, path, status and authorization of a handler, all from its row of the route table. A row with several
 * successful statuses answers with the smallest unless the handler sets another.
 */
export function Route(operation: Operation): MethodDecorator {
  const { method, path, answers } = routeOf(operation);
  const status = Math.min(...Object.keys(answers).map(Number));
  return applyDecorators(
    RequestMapping({ method: METHODS[method], path: toRouterPath(path) }),
    HttpCode(status),
    SetMetadata(OPERATION, operation),
  );
}

/** A controller that stands outside the route table and takes no credential. */
export const Unlisted = (): ClassDecorator => SetMetadata(UNLISTED, true);
