import { toRequestFailure } from './problem.js';

const named = (name: string) => Object.assign(new Error('x'), { name });

describe('an error of a dependency', () => {
  it.each([
    ['a database that is away', named('StoreAwayError')],
    ['a pool without a free connection in time', named('MongoWaitQueueTimeoutError')],
    ['an operation that ran out of time', named('MongoOperationTimeoutError')],
    ['a host that is not reached', Object.assign(new Error('x'), { code: 'EHOSTUNREACH' })],
    ['a primary that steps down', Object.assign(new Error('x'), { hasErrorLabel: () => true })],
    ['a broker that is away', named('TransientError')],
  ])('that tells of %s asks the caller to come back', (_title, error) => {
    expect(toRequestFailure(error)).toMatchObject({
      code: 'not_durable_now',
      status: 503,
      headers: { 'retry-after': '5' },
      cause: error,
    });
  });

  it('that is a fault is ours', () => {
    expect(toRequestFailure(named('MongoServerError'))).toMatchObject({ code: 'internal_error', status: 500 });
  });
});
