import { createLogger } from '@tributary/observability';
import type { ApiKey } from '@tributary/store';
import { ApiKeyCredentials } from './api-key-credentials.js';
import { RequestFailure } from './request-failure.js';

const KEY: ApiKey = {
  keyId: 'k1',
  tenant: 'demo',
  name: 'app',
  prefix: 'trb_aaaaaaaa',
  scopes: ['ingest'],
  createdMs: 0,
  expiresMs: null,
  lastUsedMs: null,
  revokedMs: null,
};
const MINUTE_MS = 60_000;

function aSource(stored: ApiKey | null = KEY) {
  const state = { nowMs: 1_000_000, stored, isAway: false, lookUps: 0, touched: [] as number[] };
  const credentials = new ApiKeyCredentials({
    logger: createLogger('test', { level: 'silent' }),
    now: () => state.nowMs,
    keys: {
      findKeyByHash: async () => {
        state.lookUps += 1;
        const { stored: answer, isAway } = state;
        await Promise.resolve();
        if (isAway) throw new Error('away');
        return answer;
      },
      touchKey: (_keyId, usedMs) => {
        state.touched.push(usedMs);
        return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve();
      },
    },
  });
  return {
    state,
    authenticate: () => credentials.authenticate('trb_secret'),
    forget: (keyId: string) => credentials.forget(keyId),
  };
}

describe('an API key', () => {
  it('gives the credential of its tenant', async () => {
    await expect(aSource().authenticate()).resolves.toEqual({
      kind: 'api_key',
      id: 'k1',
      tenant: 'demo',
      scopes: ['ingest'],
      userId: null,
    });
  });

  it('that is unknown, revoked or expired gives none', async () => {
    await expect(aSource(null).authenticate()).resolves.toBeNull();
    await expect(aSource({ ...KEY, revokedMs: 5 }).authenticate()).resolves.toBeNull();
    const { state, authenticate } = aSource({ ...KEY, expiresMs: 1_000_500 });
    await expect(authenticate()).resolves.not.toBeNull();
    state.nowMs = 1_000_500;
    await expect(authenticate()).resolves.toBeNull();
  });

  it('is looked up once for many requests, and again before five seconds have passed', async () => {
    const { state, authenticate } = aSource();
    await Promise.all([authenticate(), authenticate(), authenticate()]);
    state.nowMs += 3_999;
    await authenticate();
    expect(state.lookUps).toBe(1);
    state.stored = { ...KEY, revokedMs: 1 };
    state.nowMs += 1;
    await expect(authenticate()).resolves.toBeNull();
    expect(state.lookUps).toBe(2);
  });

  it('stops at once where it was revoked, whatever is on its way; others stay remembered', async () => {
    const { state, authenticate, forget } = aSource();
    await authenticate();
    forget('k2');
    await authenticate();
    expect(state.lookUps).toBe(1);
    state.nowMs += 4_000;
    // On its way while the key is revoked: what it brings is of before.
    const before = authenticate();
    state.stored = { ...KEY, revokedMs: 1 };
    forget('k1');
    await expect(authenticate()).resolves.toBeNull();
    await before;
    await expect(authenticate()).resolves.toBeNull();
    expect(state.lookUps).toBe(3);
  });

  it('that was seen lately works on while the store is away, for a quarter of an hour', async () => {
    const { state, authenticate } = aSource();
    await authenticate();
    state.isAway = true;
    state.nowMs += 15 * MINUTE_MS - 1;
    await expect(authenticate()).resolves.toMatchObject({ tenant: 'demo' });
    state.nowMs += 1;
    await expect(authenticate()).rejects.toMatchObject({ code: 'not_durable_now' });
  });

  it('that was never seen cannot be judged while the store is away', async () => {
    const { state, authenticate } = aSource();
    state.isAway = true;
    const failure = await authenticate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RequestFailure);
    expect(failure).toMatchObject({ code: 'not_durable_now', status: 503, headers: { 'retry-after': '5' } });
  });

  it('notes its use once a minute', async () => {
    const { state, authenticate } = aSource();
    for (let i = 0; i < 20; i++) {
      await authenticate();
      state.nowMs += 5_000;
    }
    expect(state.touched).toEqual([1_000_000, 1_000_000 + MINUTE_MS]);
  });
});
