import { generateKeyPairSync } from 'node:crypto';
import type { TokenFamily } from '@tributary/store';
import { SignJWT, type JWK } from 'jose';
import { DeviceTokenCredentials } from './device-token-credentials.js';
import { keyIdOf, signDeviceToken, type TokenSigningKey } from './device-token.js';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 2, 29, 6, 15);
const FAMILY: TokenFamily = { familyId: 'f1', tenant: 'demo', userId: 'u1', scopes: ['ingest'], revokedMs: null };

function aKey(kid: string): { readonly signing: TokenSigningKey; readonly publicKey: JWK } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    signing: { kid, privateKey: privateKey.export({ format: 'jwk' }) },
    publicKey: publicKey.export({ format: 'jwk' }),
  };
}

function aSource() {
  const [first, second] = [aKey('k1'), aKey('k2')];
  const state = { nowMs: NOW_MS, isAway: false, family: FAMILY as TokenFamily | null, lookUps: 0 };
  const keys: Readonly<Record<string, JWK>> = { k1: first.publicKey, k2: second.publicKey };
  const credentials = new DeviceTokenCredentials({
    now: () => state.nowMs,
    lookups: {
      findVerificationKey: (kid) => Promise.resolve(keys[kid] ?? null),
      findTokenFamily: () => {
        state.lookUps += 1;
        return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(state.family);
      },
    },
  });
  const sign = (key = first.signing) => signDeviceToken(FAMILY, key, NOW_MS);
  return {
    state,
    first,
    second,
    sign,
    authenticate: (token: string) => credentials.authenticate(token),
    forget: (familyId: string) => credentials.forget(familyId),
    forgetPerson: (tenant: string, userId: string) => credentials.forgetPerson(tenant, userId),
  };
}

describe('a device token', () => {
  it('gives the credential of its person, for an hour', async () => {
    const { state, sign, authenticate } = aSource();
    const token = await sign();
    const credential = { kind: 'device_token', id: 'f1', tenant: 'demo', userId: 'u1', scopes: ['ingest'] };
    expect(await authenticate(token)).toEqual(credential);
    state.nowMs += HOUR_MS - 1;
    expect(await authenticate(token)).toEqual(credential);
    state.nowMs += 1;
    expect(await authenticate(token)).toBeNull();
    expect(await aSource().authenticate(token)).toBeNull();
  });

  it('of either of two keys is good', async () => {
    const { second, sign, authenticate } = aSource();
    expect(await authenticate(await sign())).not.toBeNull();
    expect(await authenticate(await sign(second.signing))).not.toBeNull();
  });

  it('is refused under the name of a key that did not sign it, and of a key nobody knows', async () => {
    const { second, sign, authenticate } = aSource();
    expect(await authenticate(await sign({ ...second.signing, kid: 'k1' }))).toBeNull();
    expect(await authenticate(await sign({ ...second.signing, kid: 'k3' }))).toBeNull();
  });

  it('is refused when a character of its claims is changed', async () => {
    const { sign, authenticate } = aSource();
    const [header = '', claims = '', signature = ''] = (await sign()).split('.');
    const forged = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('"u1"', '"u2"')).toString(
      'base64url',
    );
    expect(forged).not.toBe(claims);
    expect(await authenticate([header, forged, signature].join('.'))).toBeNull();
  });

  it('is refused when it is signed with another algorithm or not at all', async () => {
    const { first, authenticate } = aSource();
    const secret = new TextEncoder().encode(JSON.stringify(first.publicKey));
    const claims = { tenant: 'demo', scope: 'ingest read', fam: 'f1', sub: 'u1', iss: 'tributary' };
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'k1', typ: 'at+jwt' })
      .setIssuedAt(NOW_MS / 1_000)
      .setExpirationTime(NOW_MS / 1_000 + 60)
      .sign(secret);
    expect(keyIdOf(hmac)).toBeNull();
    expect(await authenticate(hmac)).toBeNull();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(await authenticate(`${part({ alg: 'none', kid: 'k1', typ: 'at+jwt' })}.${part(claims)}.e30`)).toBeNull();
    expect(await authenticate('a.b.c')).toBeNull();
  });

  it('of a revoked or forgotten family stops within five seconds', async () => {
    const { state, sign, authenticate } = aSource();
    const token = await sign();
    await authenticate(token);
    state.family = { ...FAMILY, revokedMs: NOW_MS };
    state.nowMs += 3_999;
    expect(await authenticate(token)).not.toBeNull();
    state.nowMs += 1;
    expect(await authenticate(token)).toBeNull();
    expect(state.lookUps).toBe(2);
    state.family = null;
    state.nowMs += 5_000;
    expect(await authenticate(token)).toBeNull();
  });

  it('of a family stops at once where that was revoked', async () => {
    const { state, sign, authenticate, forget } = aSource();
    const token = await sign();
    await authenticate(token);
    state.family = { ...FAMILY, revokedMs: NOW_MS };
    forget('f1');
    expect(await authenticate(token)).toBeNull();
  });

  it('of a person stops at once where the person was erased, and nobody else is asked about', async () => {
    const { state, sign, authenticate, forgetPerson } = aSource();
    const token = await sign();
    await authenticate(token);
    state.family = null;
    forgetPerson('demo', 'u2');
    forgetPerson('other', 'u1');
    expect(await authenticate(token)).not.toBeNull();
    forgetPerson('demo', 'u1');
    expect(await authenticate(token)).toBeNull();
  });

  it('that was seen lately works on while the store is away; another cannot be judged', async () => {
    const { state, sign, authenticate } = aSource();
    const token = await sign();
    await authenticate(token);
    state.isAway = true;
    state.nowMs += 60_000;
    expect(await authenticate(token)).not.toBeNull();
    const other = aSource();
    other.state.isAway = true;
    await expect(other.authenticate(await other.sign())).rejects.toMatchObject({
      code: 'not_durable_now',
      status: 503,
    });
  });
});
