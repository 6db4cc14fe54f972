/**
 * Errors of the driver, by name, that say that the database is away. By name, so that a service which has no database
 * can ask without loading a driver.
 */
const OUTAGE_NAMES: ReadonlySet<string> = new Set([
  'StoreAwayError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);

/** System errors that the driver lets through when a socket breaks under a write. */
const SOCKET_CODES: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

interface DriverError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly errorResponse?: unknown;
  readonly cause?: unknown;
  readonly hasErrorLabel?: unknown;
}

const isRetryable = ({ hasErrorLabel }: DriverError, error: object): boolean =>
  typeof hasErrorLabel === 'function' && hasErrorLabel.call(error, 'RetryableWriteError') === true;

/** A bulk write wraps what stopped it: the outage stands inside, and its list of write errors is empty. */
const insideOf = ({ name, errorResponse, cause }: DriverError): unknown =>
  name === 'MongoBulkWriteError' ? (errorResponse ?? cause) : undefined;

/** Whether an error says that the database is away, and not that the operation is wrong. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const facts: DriverError = error;
  if (OUTAGE_NAMES.has(String(facts.name)) || SOCKET_CODES.has(facts.code) || isRetryable(facts, error)) return true;
  const inside = insideOf(facts);
  return inside !== error && isOutage(inside);
}
