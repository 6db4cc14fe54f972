import { jest } from '@jest/globals';
import fc from 'fast-check';
import { backoffMs, retryTransient, TransientError, waitFor, type BackoffPolicy } from './retry.js';

const POLICY: BackoffPolicy = { initialMs: 100, maxMs: 1_000, factor: 2, jitter: 0.2 };

/** Fails `times` times, then answers; time passes only by waiting. */
const aDependency = (times: number, error: Error = new TransientError('away')) => {
  let calls = 0;
  let nowMs = 0;
  const waits: number[] = [];
  return {
    waits,
    calls: () => calls,
    work: () => (++calls <= times ? Promise.reject(error) : Promise.resolve('done')),
    options: {
      policy: POLICY,
      random: () => 0.5,
      now: () => nowMs,
      wait: (ms: number) => {
        waits.push(ms);
        nowMs += ms;
        return Promise.resolve();
      },
    },
  };
};

describe('backoff', () => {
  it('doubles up to its maximum', () => {
    expect([1, 2, 3, 4, 5, 6].map((attempt) => backoffMs(POLICY, attempt, 0.5))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  it('spreads by its jitter and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const middle = backoffMs(POLICY, attempt, 0.5);
        expect(Math.abs(backoffMs(POLICY, attempt, random) - middle)).toBeLessThanOrEqual(0.2 * middle + 1);
      }),
    );
  });
});

describe('retrying', () => {
  it('repeats while the dependency is away', async () => {
    const dependency = aDependency(3);
    await expect(retryTransient(dependency.work, dependency.options)).resolves.toBe('done');
    expect(dependency.waits).toEqual([100, 200, 400]);
  });

  it('passes any other error on at once', async () => {
    const dependency = aDependency(3, new TypeError('a fault'));
    await expect(retryTransient(dependency.work, dependency.options)).rejects.toThrow(TypeError);
    expect(dependency.calls()).toBe(1);
  });

  it('gives up when the next attempt would be over the budget', async () => {
    const dependency = aDependency(100);
    await expect(retryTransient(dependency.work, { ...dependency.options, budgetMs: 700 })).rejects.toThrow('away');
    expect(dependency.waits).toEqual([100, 200, 400]);
  });

  it('ends early when it is told to', async () => {
    const dependency = aDependency(100);
    const stop = new AbortController();
    const onRetry = () => stop.abort();
    await expect(
      retryTransient(dependency.work, { ...dependency.options, onRetry, signal: stop.signal }),
    ).rejects.toThrow('away');
    expect(dependency.calls()).toBe(1);
  });

  it('waits no longer than its signal', async () => {
    jest.useFakeTimers();
    try {
      const stop = new AbortController();
      let ended = 0;
      const wait = async () => {
        await waitFor(60_000, stop.signal);
        ended += 1;
      };
      const waited = wait();
      await Promise.resolve();
      expect(ended).toBe(0);
      stop.abort();
      await waited;
      await wait();
      expect(ended).toBe(2);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
