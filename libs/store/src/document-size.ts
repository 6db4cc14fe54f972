import mongoose from 'mongoose';

const { MongoInvalidArgumentError } = mongoose.mongo;

/** A document would be larger than MongoDB takes: 16 MiB. Writing it again never helps. */
export class DocumentTooLargeError extends Error {
  override readonly name = 'DocumentTooLargeError';

  constructor(collection: string, options: ErrorOptions) {
    super(`A document of ${collection} would be larger than MongoDB takes`, options);
  }
}

// By name: the runtime's own errors are of another realm where tests run.
const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : null;

/** The driver says so in words, and where its buffer of 17 MiB ends by whatever writing behind it throws. */
const isTooLarge = (error: unknown): boolean =>
  nameOf(error) === 'RangeError' ||
  (error instanceof MongoInvalidArgumentError && error.message.includes('larger than the maximum size'));

/**
 * Puts documents into bytes.
 * @throws DocumentTooLargeError
 */
export function serialized<T>(collection: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isTooLarge(error) ? new DocumentTooLargeError(collection, { cause: error }) : error;
  }
}
