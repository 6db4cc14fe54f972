import mongoose from 'mongoose';
import { TransientError } from '@tributary/pipeline';
import { isOutage } from './outage.js';

const { MongoError, MongoServerError } = mongoose.mongo;
const PASSING_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'ResetPool'];
/** Answers of a server that is shutting down, starting, or not the primary (any more). */
const PASSING_CODES: ReadonlySet<unknown> = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);

/** Whether waiting can mend it: the server is away, changes its primary, or two transactions met. */
const isPassing = (error: unknown): boolean =>
  isOutage(error) ||
  (error instanceof MongoServerError && PASSING_CODES.has(error.code)) ||
  (error instanceof MongoError && PASSING_LABELS.some((label) => error.hasErrorLabel(label)));

/** Runs database work; a failure that passes becomes a `TransientError`, any other stays what it is. */
export async function whileMongoAnswers<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isPassing(error)) throw new TransientError('MongoDB does not answer', { cause: error });
    throw error;
  }
}

const DUPLICATE_KEY = 11_000;

/** Whether a document that was to be new is there already. */
export const isTakenKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;
