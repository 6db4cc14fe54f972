import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { HttpApp } from '@tributary/contracts';
import type { Logger } from '@tributary/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, sendProblem, toRequestFailure } from './problem.js';
import { noteFailure, operationOf } from './request-log.js';
import { notFound, RequestFailure } from './request-failure.js';
import { createMethodLookup } from './route-path.js';

/** The only place that turns a thrown thing into an HTTP response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #methodsOf: ReturnType<typeof createMethodLookup>;

  constructor(
    private readonly logger: Logger,
    app: HttpApp | null,
  ) {
    this.#methodsOf = createMethodLookup(app);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const path = pathOf(request.url);
    const failure = this.#refine(toRequestFailure(error), request, path);
    noteFailure(request, failure.code);
    if (failure.code === 'internal_error') {
      this.logger.error({ err: failure.cause, operation: operationOf(request) }, 'A request failed');
    }
    if (reply.sent) return;
    sendProblem(reply, failure, path);
  }

  /** The router knows no 405: a path that exists under another method is told apart here. */
  #refine(failure: RequestFailure, request: FastifyRequest, path: string): RequestFailure {
    if (!request.is404) return failure;
    const methods = this.#methodsOf(path);
    return methods.length === 0
      ? notFound()
      : new RequestFailure('method_not_allowed', { headers: { allow: methods.join(', ') } });
  }
}
