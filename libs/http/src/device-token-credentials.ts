import { hash } from 'node:crypto';
import type { TokenFamily } from '@tributary/store';
import type { JWK } from 'jose';
import type { Credential, CredentialSource } from './credential.js';
import { keyIdOf, verifyDeviceToken, type VerifiedDeviceToken } from './device-token.js';
import { Remembered } from './remembered.js';

/** Where signing keys and token families are kept. */
export interface DeviceTokenLookup {
  findVerificationKey(kid: string): Promise<JWK | null>;
  findTokenFamily(familyId: string): Promise<TokenFamily | null>;
}

export interface DeviceTokenCredentialsOptions {
  readonly lookups: DeviceTokenLookup;
  readonly now?: () => number;
}

/** A key is used until its last token has expired, so it may be remembered for longer than a token family. */
const KEY_FRESH_MS = 60_000;
const MAX_VERIFIED = 10_000;

/** Device tokens: a good signature, and a family that is not revoked. */
export class DeviceTokenCredentials implements CredentialSource {
  readonly #keys: Remembered<JWK>;
  readonly #families: Remembered<TokenFamily>;
  /** By SHA-256 of the token: a signature is checked once. */
  readonly #verified = new Map<string, VerifiedDeviceToken>();
  readonly #now: () => number;

  constructor({ lookups, now = Date.now }: DeviceTokenCredentialsOptions) {
    this.#now = now;
    this.#keys = new Remembered({ lookUp: (kid) => lookups.findVerificationKey(kid), now, freshMs: KEY_FRESH_MS });
    this.#families = new Remembered({ lookUp: (familyId) => lookups.findTokenFamily(familyId), now });
  }

  async authenticate(token: string): Promise<Credential | null> {
    const verified = await this.#verify(token);
    if (!verified) return null;
    const { familyId, tenant, userId, scopes } = verified;
    const family = await this.#families.find(familyId);
    if (family?.revokedMs !== null) return null;
    return { kind: 'device_token', id: familyId, tenant, scopes, userId };
  }

  forget(id: string): void {
    this.#families.forget(({ familyId }) => familyId === id);
  }

  forgetPerson(tenant: string, userId: string): void {
    this.#families.forget((family) => family.tenant === tenant && family.userId === userId);
  }

  async #verify(token: string): Promise<VerifiedDeviceToken | null> {
    const digest = hash('sha256', token, 'hex');
    const known = this.#verified.get(digest);
    if (known) {
      if (known.expiresMs > this.#now()) return known;
      this.#verified.delete(digest);
      return null;
    }
    const kid = keyIdOf(token);
    const key = kid === null ? null : await this.#keys.find(kid);
    const verified = key && (await verifyDeviceToken(token, key, this.#now()));
    if (verified) this.#remember(digest, verified);
    return verified;
  }

  #remember(digest: string, verified: VerifiedDeviceToken): void {
    this.#verified.set(digest, verified);
    const [oldest] = this.#verified.keys();
    if (this.#verified.size > MAX_VERIFIED && oldest !== undefined) this.#verified.delete(oldest);
  }
}
