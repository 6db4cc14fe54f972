import type { Failure } from '../failures.js';

export const REQUEST_FAILURES = [
  {
    code: 'envelope_invalid',
    meaning: 'The body is not a valid envelope; `errors` names the paths.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'batch_too_large',
    meaning: 'The batch is over 16 MiB inflated or has more than 10,000 records; send it in parts.',
    stage: 'request',
    httpStatus: 413,
  },
  {
    code: 'batch_id_reused',
    meaning: 'A batch with this id was accepted before with other content.',
    stage: 'request',
    httpStatus: 409,
  },
  {
    code: 'already_exists',
    meaning: 'The id is taken; nothing was changed.',
    stage: 'request',
    httpStatus: 409,
  },
  {
    code: 'unsupported_media_type',
    meaning: 'The Content-Type is not one this call takes.',
    stage: 'request',
    httpStatus: 415,
  },
  {
    code: 'unsupported_encoding',
    meaning: 'The Content-Encoding is not gzip, zstd or identity.',
    stage: 'request',
    httpStatus: 415,
  },
  {
    code: 'body_unreadable',
    meaning: 'The body is empty, cut off, not compressed as declared, or not JSON in UTF-8.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'request_unreadable',
    meaning: 'What came is not a request of HTTP/1.1.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'request_timeout',
    meaning: 'The request did not arrive whole in time.',
    stage: 'request',
    httpStatus: 408,
  },
  {
    code: 'headers_too_large',
    meaning: 'The path, the query and the headers are over 16 KiB together.',
    stage: 'request',
    httpStatus: 431,
  },
  {
    code: 'platform_unknown',
    meaning: 'The platform is not in the table of platforms.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'token_missing',
    meaning: 'The Authorization header with a bearer token is missing.',
    stage: 'request',
    httpStatus: 401,
  },
  {
    code: 'token_invalid',
    meaning: 'The token is malformed, unknown, revoked or expired.',
    stage: 'request',
    httpStatus: 401,
  },
  {
    code: 'scope_missing',
    meaning: 'The token is valid but lacks the scope this call needs.',
    stage: 'request',
    httpStatus: 403,
  },
  {
    code: 'user_mismatch',
    meaning: 'A device token was used on the path of another user.',
    stage: 'request',
    httpStatus: 403,
  },
  { code: 'not_found', meaning: 'There is no such thing for this tenant.', stage: 'request', httpStatus: 404 },
  {
    code: 'method_not_allowed',
    meaning: 'The path exists but does not take this method.',
    stage: 'request',
    httpStatus: 405,
  },
  {
    code: 'quota_exceeded',
    meaning: 'The tenant is over its quota; try again after the time in Retry-After.',
    stage: 'request',
    httpStatus: 429,
  },
  {
    code: 'not_durable_now',
    meaning: 'The request cannot be stored durably right now; try again after the time in Retry-After.',
    stage: 'request',
    httpStatus: 503,
  },
  {
    code: 'query_invalid',
    meaning: 'A parameter is missing, malformed or does not fit the others; `errors` names it.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'cursor_invalid',
    meaning: 'The cursor was not made by this list, or with other parameters.',
    stage: 'request',
    httpStatus: 400,
  },
  {
    code: 'internal_error',
    meaning: 'Something broke on our side; the request may be sent again.',
    stage: 'request',
    httpStatus: 500,
  },
] as const satisfies readonly Failure[];

export const RECORD_FAILURES = [
  {
    code: 'payload_invalid',
    meaning: 'A required field is missing or of a wrong kind, for example a number sent as text.',
    stage: 'record',
    httpStatus: null,
  },
  { code: 'time_invalid', meaning: 'A time is not one of the accepted forms.', stage: 'record', httpStatus: null },
  {
    code: 'time_window_invalid',
    meaning:
      'The start is after the end, the window is longer than the type allows, or all samples of a series lie outside it.',
    stage: 'record',
    httpStatus: null,
  },
  {
    code: 'time_implausible',
    meaning: 'The record lies before 1900 or more than 24 hours ahead.',
    stage: 'record',
    httpStatus: null,
  },
  { code: 'unit_unknown', meaning: 'The unit is in no conversion table.', stage: 'record', httpStatus: null },
  {
    code: 'unit_mismatch',
    meaning: 'The unit is known but measures something else than the metric.',
    stage: 'record',
    httpStatus: null,
  },
  {
    code: 'value_implausible',
    meaning: 'The value lies outside the hard bounds of its metric, which are inclusive.',
    stage: 'record',
    httpStatus: null,
  },
  {
    code: 'record_too_large',
    meaning:
      'The record alone is larger than a stored record may be, or has more than 20,000 stages, segments, laps or events.',
    stage: 'record',
    httpStatus: null,
  },
  {
    code: 'series_too_dense',
    meaning:
      'So many samples of the metric and source start within hours of it (some 13 a second) that no more can be stored.',
    stage: 'record',
    httpStatus: null,
  },
  {
    code: 'document_too_large',
    meaning:
      'With the record, or its neighbours in the batch, one document of what is kept of the person would be larger than it may be.',
    stage: 'record',
    httpStatus: null,
  },
] as const satisfies readonly Failure[];

export const WARNINGS = [
  {
    code: 'record_type_unknown',
    meaning: 'The type is not in the tables; the record is kept raw and served as an event.',
    stage: 'warning',
    httpStatus: null,
  },
  {
    code: 'code_unknown',
    meaning: 'A code is not in the tables; the raw code is kept.',
    stage: 'warning',
    httpStatus: null,
  },
  {
    code: 'series_sample_rejected',
    meaning:
      'A sample inside a series is broken, or outside the window of its record, and left out; the rest of the record is kept.',
    stage: 'warning',
    httpStatus: null,
  },
  {
    code: 'client_id_reused',
    meaning: 'Another record of the same app carries the same client record id; both are kept.',
    stage: 'warning',
    httpStatus: null,
  },
  {
    code: 'zone_assumed',
    meaning: 'The record names no zone; the one of the user, the device or UTC was taken.',
    stage: 'warning',
    httpStatus: null,
  },
] as const satisfies readonly Failure[];
