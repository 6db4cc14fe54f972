import { mongo } from 'mongoose';
import { isOutage } from './outage.js';

const labelled = (label: string): Error => {
  const error = new mongo.MongoServerError({ message: 'not primary', code: 10_107 });
  error.addErrorLabel(label);
  return error;
};
const bulk = (cause: Error): Error => new mongo.MongoBulkWriteError(cause as never, {} as never);
const named = (name: string): Error => Object.assign(new Error('x'), { name });
const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('an outage', () => {
  it.each<[string, unknown, boolean]>([
    ['a lost connection', new mongo.MongoNetworkError('reset'), true],
    ['a silent connection', new mongo.MongoNetworkTimeoutError('silent'), true],
    ['no primary', new mongo.MongoServerSelectionError('none', {} as never), true],
    ['a closed client', new mongo.MongoNotConnectedError('closed'), true],
    ['a primary that steps down', labelled('RetryableWriteError'), true],
    ['a bulk write over a lost connection', bulk(new mongo.MongoNetworkError('reset')), true],
    ['a pool without a free connection in time', named('MongoWaitQueueTimeoutError'), true],
    ['a pool that was cleared', named('MongoPoolClearedError'), true],
    ['a pool that was cleared under a call', named('PoolClearedOnNetworkError'), true],
    ['an operation that ran out of time', new mongo.MongoOperationTimeoutError('late'), true],
    ...['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT', 'EHOSTUNREACH'].map(
      (code): [string, Error, boolean] => [`a socket that broke with ${code}`, coded(code), true],
    ),
    ['a conflict of transactions', labelled('TransientTransactionError'), false],
    ['a taken key', new mongo.MongoServerError({ message: 'E11000', code: 11_000 }), false],
    ['a bulk write over a taken key', bulk(new mongo.MongoServerError({ message: 'E11000', code: 11_000 })), false],
    ['a fault of ours', new TypeError('x'), false],
    ['nothing', null, false],
  ])('as told by %s is told apart', (_title, error, expected) => {
    expect(isOutage(error)).toBe(expected);
  });

  it('is every error of the driver that is about the network', () => {
    const classes = Object.values(mongo).filter((value): value is typeof mongo.MongoNetworkError => {
      return typeof value === 'function' && value.prototype instanceof mongo.MongoNetworkError;
    });
    expect(classes.length).toBeGreaterThan(0);
    for (const { prototype } of classes)
      expect({ name: prototype.name, is: isOutage({ name: prototype.name }) }).toMatchObject({ is: true });
  });
});
