import { createLogger } from '@tributary/observability';
import fc from 'fast-check';
import { TenantQuota } from './tenant-quota.js';
import { TokenBucket } from './token-bucket.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a token bucket', () => {
  it('of 60 a minute lets 60 through at once and then one a second', () => {
    const bucket = new TokenBucket(60, 0);
    expect(Array.from({ length: 60 }, () => bucket.take(0))).toEqual(Array<number>(60).fill(0));
    expect(bucket.take(0)).toBe(1_000);
    expect(bucket.take(400)).toBeCloseTo(600, 6);
    expect(bucket.take(1_000)).toBe(0);
    expect(bucket.take(1_000)).toBeCloseTo(1_000, 6);
  });

  it('never lets more through in a window than its size and what flows in meanwhile', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.array(fc.nat(2_000), { maxLength: 200 }),
        (perMinute, pauses) => {
          const bucket = new TokenBucket(perMinute, 0);
          let [nowMs, passed] = [0, 0];
          for (const pause of pauses) {
            nowMs += pause;
            if (bucket.take(nowMs) === 0) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(perMinute + (nowMs * perMinute) / 60_000 + 1e-6);
        },
      ),
    );
  });

  it('survives a clock that is set back', () => {
    const bucket = new TokenBucket(1, 60_000);
    expect(bucket.take(60_000)).toBe(0);
    expect(bucket.take(0)).toBe(60_000);
  });
});

function aQuota(quota: number | null, defaultPerMinute: number) {
  const state = { nowMs: 0, quota, isAway: false, reads: 0 };
  const quotas = new TenantQuota({
    defaultPerMinute,
    logger: createLogger('spec', { level: 'silent' }),
    now: () => state.nowMs,
    findQuota: async () => {
      state.reads += 1;
      await Promise.resolve();
      if (state.isAway) throw new Error('away');
      return state.quota;
    },
  });
  const take = (times: number, tenant = 'demo') => {
    for (let i = 0; i < times; i++) quotas.take(tenant);
  };
  return { state, take };
}

describe('the quota of a tenant', () => {
  it('is none by default', async () => {
    const { state, take } = aQuota(null, 0);
    const takeMany = () => {
      take(1_000);
    };
    expect(takeMany).not.toThrow();
    await settled();
    expect(takeMany).not.toThrow();
    expect(state.reads).toBe(1);
  });

  it('of the installation holds for every tenant apart', () => {
    const { take } = aQuota(null, 2);
    take(2, 'a');
    take(2, 'b');
    const refusal = expect.objectContaining({ code: 'quota_exceeded', status: 429, headers: { 'retry-after': '30' } });
    expect(() => {
      take(1, 'a');
    }).toThrow(refusal as Error);
  });

  it('of its own counts for more, and a change of it is seen within ten seconds', async () => {
    const { state, take } = aQuota(1, 0);
    take(1);
    await settled();
    take(1);
    expect(() => {
      take(1);
    }).toThrow('quota_exceeded');
    state.quota = 0;
    state.nowMs = 10_000;
    expect(() => {
      take(1);
    }).toThrow('quota_exceeded');
    await settled();
    take(100);
    expect(state.reads).toBe(2);
  });

  it('stays as it was while the database is away', async () => {
    const { state, take } = aQuota(5, 0);
    take(1);
    await settled();
    state.isAway = true;
    state.nowMs = 20_000;
    take(5);
    await settled();
    expect(() => {
      take(1);
    }).toThrow('quota_exceeded');
  });
});
