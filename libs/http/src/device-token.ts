import { randomUUID } from 'node:crypto';
import { isScope, type Scope } from '@tributary/contracts';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT, type JWK } from 'jose';

/** What a device token says: whose it is, what it may, and which family it descends from. */
export interface DeviceTokenClaims {
  readonly tenant: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly familyId: string;
}

/** A key as it is stored: a JWK of curve Ed25519. */
export interface TokenSigningKey {
  readonly kid: string;
  readonly privateKey: JWK;
}

export const DEVICE_TOKEN_SECONDS = 3_600;

const ALGORITHM = 'EdDSA';
const ISSUER = 'tributary';
const TYPE = 'at+jwt';
const MS_PER_SECOND = 1_000;

/** Signs an access token for one person, valid for an hour. */
export function signDeviceToken(claims: DeviceTokenClaims, key: TokenSigningKey, nowMs: number): Promise<string> {
  const issuedAt = Math.floor(nowMs / MS_PER_SECOND);
  return new SignJWT({ tenant: claims.tenant, scope: claims.scopes.join(' '), fam: claims.familyId })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: TYPE })
    .setIssuer(ISSUER)
    .setSubject(claims.userId)
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + DEVICE_TOKEN_SECONDS)
    .sign({ ...key.privateKey, alg: ALGORITHM });
}

/** Key id of a token that looks like one of ours, before anything of it is verified; null for anything else. */
export function keyIdOf(token: string): string | null {
  try {
    const { alg, kid, typ } = decodeProtectedHeader(token);
    return alg === ALGORITHM && typ === TYPE && typeof kid === 'string' ? kid : null;
  } catch (error) {
    // jose: "Invalid Token or Protected Header formatting".
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** A token whose signature was good, and until when it counts. */
export interface VerifiedDeviceToken extends DeviceTokenClaims {
  /** Epoch milliseconds. */
  readonly expiresMs: number;
}

/** The claims of a token; null when signature, issuer, time or form are wrong. */
export async function verifyDeviceToken(
  token: string,
  publicKey: JWK,
  nowMs: number,
): Promise<VerifiedDeviceToken | null> {
  try {
    const { payload } = await jwtVerify(
      token,
      { ...publicKey, alg: ALGORITHM },
      {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        typ: TYPE,
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: new Date(nowMs),
      },
    );
    const { sub, exp, tenant, scope, fam } = payload;
    if (typeof tenant !== 'string' || typeof scope !== 'string' || typeof fam !== 'string') return null;
    if (sub === undefined || exp === undefined) return null;
    const scopes = scope.split(' ').filter(isScope);
    return { tenant, userId: sub, scopes, familyId: fam, expiresMs: exp * MS_PER_SECOND };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
