import { Inject, Injectable } from '@nestjs/common';
import type { DeviceTokenView, Scope } from '@tributary/contracts';
import { CREDENTIAL_SOURCE, DEVICE_TOKEN_SECONDS, signDeviceToken, type CredentialSource } from '@tributary/http';
import {
  AccessStore,
  createTokenFamily,
  currentSigningKey,
  rotateRefreshToken,
  type IssuedRefreshToken,
  type SigningKey,
} from '@tributary/store';

/** After a rotation the old key signs on for as long at most. */
const KEY_FRESH_MS = 60_000;

/** Makes pairs of an access token and a refresh token. */
@Injectable()
export class TokenIssuer {
  #key: { readonly key: SigningKey; readonly readMs: number } | null = null;

  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(CREDENTIAL_SOURCE) private readonly credentials: CredentialSource,
  ) {}

  /** A new family of tokens for a person who exists. */
  async issue(tenant: string, userId: string, scopes: readonly Scope[]): Promise<DeviceTokenView> {
    const nowMs = Date.now();
    const request = { tenant, userId, scopes };
    return this.#toPair(await this.store.run((connection) => createTokenFamily(connection, request, nowMs)), nowMs);
  }

  /** The next pair of a family; null when the refresh token is not good. */
  async refresh(refreshToken: string): Promise<DeviceTokenView | null> {
    const nowMs = Date.now();
    const forget = (familyId: string) => this.credentials.forget(familyId);
    const issued = await this.store.run((connection) => rotateRefreshToken(connection, refreshToken, nowMs, forget));
    return issued && this.#toPair(issued, nowMs);
  }

  async #toPair({ family, refreshToken }: IssuedRefreshToken, nowMs: number): Promise<DeviceTokenView> {
    const accessToken = await signDeviceToken(family, await this.#signingKey(nowMs), nowMs);
    return { accessToken, expiresIn: DEVICE_TOKEN_SECONDS, refreshToken, scopes: [...family.scopes] };
  }

  async #signingKey(nowMs: number): Promise<SigningKey> {
    if (this.#key && nowMs - this.#key.readMs < KEY_FRESH_MS) return this.#key.key;
    const key = await this.store.run((connection) => currentSigningKey(connection, nowMs));
    this.#key = { key, readMs: nowMs };
    return key;
  }
}
