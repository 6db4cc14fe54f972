import mongoose from 'mongoose';
import { TransientError } from '@tributary/pipeline';

const { MongoError, MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError, MongoTopologyClosedError } =
  mongoose.mongo;
const AWAY = [MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError, MongoTopologyClosedError];
const PASSING_LABELS = [
  'RetryableWriteError',
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
  'ResetPool',
];

/** Whether waiting can mend it: the server is away, changes its primary, or two transactions met. */
const isPassing = (error: unknown): boolean =>
  AWAY.some((kind) => error instanceof kind) ||
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
