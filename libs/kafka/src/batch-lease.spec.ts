import { BatchLease } from './batch-lease.js';

const protocolError = (type: string): Error =>
  Object.assign(new Error('from the coordinator'), { name: 'KafkaJSProtocolError', type });

describe('the lease of a batch', () => {
  it.each([
    [
      'a connection that may come back',
      Object.assign(new Error('closed'), { name: 'KafkaJSConnectionError' }),
      false,
      false,
    ],
    ['a group that waits for this member', protocolError('REBALANCE_IN_PROGRESS'), false, true],
    ['a membership that is lost', protocolError('UNKNOWN_MEMBER_ID'), true, true],
    ['a generation that is over', protocolError('ILLEGAL_GENERATION'), true, true],
  ])('with %s', async (_title, error, isGone, mustRejoin) => {
    const lease = new BatchLease(() => Promise.reject(error));
    await lease.heartbeat();
    lease.end();
    expect(lease.isGone).toBe(isGone);
    expect(lease.rejoinReason !== null).toBe(mustRejoin);
  });

  it('stays good while heartbeats pass', async () => {
    const lease = new BatchLease(() => Promise.resolve());
    await lease.heartbeat();
    lease.end();
    expect(lease.isGone).toBe(false);
    expect(lease.rejoinReason).toBeNull();
  });
});
