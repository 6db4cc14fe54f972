import { RequestFailure } from '@tributary/http';

/** A parameter that does not fit; the detail never holds what was sent. */
export const invalidQuery = (path: string, detail: string): RequestFailure =>
  new RequestFailure('query_invalid', { errors: [{ path, code: 'query_invalid', detail }] });
