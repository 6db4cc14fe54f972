import { Readable } from 'node:stream';
import type { HttpApp } from '@tributary/contracts';
import type { Logger, Metrics } from '@tributary/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { operationsByRoute } from './route-path.js';

interface RequestFacts {
  operation: string;
  failure: string | null;
}

const FACTS = new WeakMap<object, RequestFacts>();
const PROBES = /^\/(health|metrics)(\/|$)/;
const MS_PER_SECOND = 1_000;

/** The operation id of a request, `probe`, or `unmatched`: a closed set, safe as a label. */
export const operationOf = (request: FastifyRequest): string => FACTS.get(request)?.operation ?? 'unmatched';

/** Remembers for the access log why the request was refused. */
export function noteFailure(request: FastifyRequest, code: string): void {
  const facts = FACTS.get(request);
  if (facts) facts.failure = code;
}

/** By who must act: nobody on a success, the sender on a refusal, us on a fault. */
const levelOf = (operation: string, status: number): 'debug' | 'info' | 'warn' => {
  if (operation === 'probe' || status < 400) return 'debug';
  return status < 500 ? 'info' : 'warn';
};

/** The status of an answer that the connection did not last for. */
const CUT = 'cut';

function report(logger: Logger, metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const { operation, failure } = FACTS.get(request) ?? { operation: 'unmatched', failure: null };
  const isWhole = reply.raw.writableFinished;
  const status = isWhole ? reply.statusCode : CUT;
  metrics.count('httpRequests', { operation, status: String(status) });
  metrics.observe('httpDuration', { operation }, reply.elapsedTime / MS_PER_SECOND);
  const line = {
    operation,
    status,
    durationMs: Math.round(reply.elapsedTime),
    ...(failure !== null && { code: failure }),
  };
  logger[levelOf(operation, reply.statusCode)](line, 'request');
}

/** A body that fails while it is sent can no longer become a problem: the connection is cut, and we read why here. */
function noteStreamFailure(logger: Logger, request: FastifyRequest, body: Readable): void {
  body.once('error', (error) => {
    noteFailure(request, 'internal_error');
    logger.error({ err: error, operation: operationOf(request) }, 'An answer was cut off');
  });
}

/** Counts, times and logs every request: one line each, without paths, ids, queries or bodies. */
export function logRequests(fastify: FastifyInstance, app: HttpApp | null, logger: Logger, metrics: Metrics): void {
  const operations = operationsByRoute(app);
  fastify.addHook('onRequest', (request, reply, done) => {
    const url = request.routeOptions.url ?? '';
    const operation = PROBES.test(url) ? 'probe' : (operations.get(`${request.method} ${url}`) ?? 'unmatched');
    FACTS.set(request, { operation, failure: null });
    // Comes for answers that were cut off as well, unlike the end of a response.
    reply.raw.once('close', () => {
      report(logger, metrics, request, reply);
    });
    done();
  });
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    if (payload instanceof Readable) noteStreamFailure(logger, request, payload);
    done();
  });
}
