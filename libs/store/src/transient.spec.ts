import { TransientError } from '@tributary/pipeline';
import mongoose from 'mongoose';
import { whileMongoAnswers } from './transient.js';

const { MongoBulkWriteError, MongoNetworkError, MongoServerError } = mongoose.mongo;

const bulkStoppedBy = (cause: Error) => new MongoBulkWriteError(cause as never, { insertedCount: 0 } as never);
const failing = (error: Error) => whileMongoAnswers(() => Promise.reject(error));

describe('work on MongoDB', () => {
  it.each([
    ['a broken connection', new MongoNetworkError('closed')],
    ['a bulk write that a broken connection stopped', bulkStoppedBy(new MongoNetworkError('closed'))],
    ['a primary that steps down', new MongoServerError({ message: 'not primary', code: 10_107 })],
    ['a socket that breaks under a write', Object.assign(new Error('write'), { code: 'EPIPE' })],
  ])('waits out %s', async (_, error) => {
    await expect(failing(error)).rejects.toBeInstanceOf(TransientError);
  });

  it.each([
    ['a duplicate key', new MongoServerError({ message: 'dup', code: 11_000 })],
    ['a bulk write with a wrong document', bulkStoppedBy(new MongoServerError({ message: 'bad', code: 2 }))],
    ['a fault of the program', new TypeError('undefined is not a function')],
  ])('does not hide %s', async (_, error) => {
    await expect(failing(error)).rejects.toBe(error);
  });
});
