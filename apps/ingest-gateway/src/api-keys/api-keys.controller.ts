import { Controller, Inject, Param } from '@nestjs/common';
import type { ApiKeyView, IssuedApiKeyView, NewApiKey, OnlyPage } from '@tributary/contracts';
import {
  Caller,
  CREDENTIAL_SOURCE,
  JsonBody,
  notFound,
  RequestFailure,
  Route,
  type Credential,
  type CredentialSource,
} from '@tributary/http';
import { AccessStore, createKey, listKeys, revokeKey } from '@tributary/store';
import { toApiKeyView, toIssuedApiKeyView } from './api-key.response.js';

/** @throws RequestFailure when the time is not ahead: such a key would never work. */
function expiryOf(expiresAt: string | null | undefined, nowMs: number): number | null {
  if (expiresAt === undefined || expiresAt === null) return null;
  const expiresMs = Date.parse(expiresAt);
  if (expiresMs > nowMs) return expiresMs;
  const error = { path: 'expiresAt', code: 'envelope_invalid', detail: 'must be a time ahead' };
  throw new RequestFailure('envelope_invalid', { errors: [error] });
}

/** Keys of the caller's own tenant. */
@Controller()
export class ApiKeysController {
  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(CREDENTIAL_SOURCE) private readonly credentials: CredentialSource,
  ) {}

  @Route('createApiKey')
  async create(@JsonBody('createApiKey') body: NewApiKey, @Caller() caller: Credential): Promise<IssuedApiKeyView> {
    const nowMs = Date.now();
    if (!body.scopes.every((scope) => caller.scopes.includes(scope))) {
      throw new RequestFailure('scope_missing', { detail: 'A key cannot give scopes that it does not have.' });
    }
    const request = {
      tenant: caller.tenant,
      name: body.name,
      scopes: body.scopes,
      expiresMs: expiryOf(body.expiresAt, nowMs),
    };
    return toIssuedApiKeyView(await this.store.run((connection) => createKey(connection, request, nowMs)));
  }

  @Route('listApiKeys')
  async list(@Caller() { tenant }: Credential): Promise<OnlyPage<ApiKeyView>> {
    const keys = await this.store.run((connection) => listKeys(connection, tenant));
    return { data: keys.map(toApiKeyView), nextCursor: null };
  }

  @Route('revokeApiKey')
  async revoke(@Param('keyId') keyId: string, @Caller() { tenant }: Credential): Promise<void> {
    const isRevoked = await this.store.run((connection) => revokeKey(connection, tenant, keyId, Date.now()));
    if (!isRevoked) throw notFound();
    this.credentials.forget(keyId);
  }
}
