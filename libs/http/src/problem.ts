import { FAILURE_BY_CODE, type Problem, type RequestFailureCode } from '@tributary/contracts';
import { isOutage } from '@tributary/store/outage';
import type { FastifyReply } from 'fastify';
import { RequestFailure } from './request-failure.js';

export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** Path of a request target, without the query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '/';

const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');

/** RFC 9457 problem details of a refused request. `path` is the request's path without the query. */
export function toProblem(failure: RequestFailure, path: string): Problem {
  return {
    type: `/problems/${failure.code}`,
    title: titleOf(failure.code),
    status: failure.status,
    detail: failure.detail ?? FAILURE_BY_CODE.get(failure.code)?.meaning ?? '',
    instance: path,
    code: failure.code,
    errors: [...failure.errors],
  };
}

/** What a refusal by Fastify or Nest itself means in our table. Anything else is ours: `internal_error`. */
const CODE_BY_STATUS: Readonly<Record<number, RequestFailureCode>> = {
  400: 'query_invalid',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'batch_too_large',
  414: 'not_found',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('getStatus' in error && typeof error.getStatus === 'function') return Number(error.getStatus());
  return 'statusCode' in error ? Number(error.statusCode) : null;
}

const RETRY_AFTER_SECONDS = 5;

/** What other adapters throw when a dependency is away, by name: this library needs none of them. */
const isTransient = (error: unknown): boolean => error instanceof Error && error.name === 'TransientError';

/** Any thrown thing as a refusal; what is not known becomes `internal_error` and keeps its cause for the log. */
export function toRequestFailure(error: unknown): RequestFailure {
  if (error instanceof RequestFailure) return error;
  if (isOutage(error) || isTransient(error)) {
    return new RequestFailure('not_durable_now', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  }
  const code = CODE_BY_STATUS[statusOf(error) ?? 0] ?? 'internal_error';
  return new RequestFailure(code, { cause: error });
}

/** Answers with problem details. As bytes: Fastify would add a charset to text, which the media type has none of. */
export function sendProblem(reply: FastifyReply, failure: RequestFailure, path: string): void {
  void reply
    .status(failure.status)
    .headers(failure.headers)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .header('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify(toProblem(failure, path))));
}
