import { httpStatusOf, type Problem, type RequestFailureCode } from '@tributary/contracts';

/** One thing that is wrong with a request: where and what, never the value that was sent. */
export type RequestError = Problem['errors'][number];

export interface RequestFailureOptions {
  readonly errors?: readonly RequestError[];
  /** One sentence more exact than the table's; never contains a value that was sent. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request is refused with a code of the failure table. The problem filter turns it into the response. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly status: number;
  readonly errors: readonly RequestError[];
  readonly detail: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: RequestFailureCode,
    { errors = [], detail, retryAfterSeconds, headers = {}, cause }: RequestFailureOptions = {},
  ) {
    super(code, { cause });
    this.status = httpStatusOf(code);
    this.errors = errors;
    this.detail = detail ?? null;
    this.headers = retryAfterSeconds === undefined ? headers : { ...headers, 'retry-after': String(retryAfterSeconds) };
  }
}

/** The same words for what does not exist and for what belongs to someone else. */
export const notFound = (): RequestFailure => new RequestFailure('not_found');

/** A token that is none of ours, or not any more. */
export const invalidToken = (): RequestFailure =>
  new RequestFailure('token_invalid', { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });
