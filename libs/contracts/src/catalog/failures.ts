import { RECORD_FAILURES, REQUEST_FAILURES, WARNINGS } from './data/failures.js';

/**
 * The closed table of everything that can be wrong with a request or a record. Problem responses, receipts, dead letters
 * and the reference page print codes from here and from nowhere else.
 */
export interface Failure {
  readonly code: string;
  /** One sentence for the sender; never contains a value that was sent. */
  readonly meaning: string;
  /** `request`: the call is refused. `record`: the record is quarantined. `warning`: the record is kept. */
  readonly stage: 'request' | 'record' | 'warning';
  /** Status of the response; null where the code stands in a receipt only. */
  readonly httpStatus: number | null;
}

export type RequestFailureCode = (typeof REQUEST_FAILURES)[number]['code'];
export type RecordFailureCode = (typeof RECORD_FAILURES)[number]['code'];
export type WarningCode = (typeof WARNINGS)[number]['code'];
export type FailureCode = RequestFailureCode | RecordFailureCode | WarningCode;

/** The whole table, in the order the reference page prints it. */
export const FAILURES: readonly (Failure & { readonly code: FailureCode })[] = [
  ...REQUEST_FAILURES,
  ...RECORD_FAILURES,
  ...WARNINGS,
];

export const FAILURE_BY_CODE: ReadonlyMap<string, Failure> = new Map(
  FAILURES.map((failure) => [failure.code, failure]),
);

const STATUS_BY_CODE = Object.fromEntries(REQUEST_FAILURES.map(({ code, httpStatus }) => [code, httpStatus])) as Record<
  RequestFailureCode,
  number
>;

/** HTTP status that a refused request answers with. */
export const httpStatusOf = (code: RequestFailureCode): number => STATUS_BY_CODE[code];
