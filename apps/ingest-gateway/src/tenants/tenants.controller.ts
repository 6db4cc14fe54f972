import { Controller, Inject } from '@nestjs/common';
import type { IssuedApiKeyView, NewTenant, Scope } from '@tributary/contracts';
import { JsonBody, RequestFailure, Route } from '@tributary/http';
import { AccessStore, createKey, createTenant } from '@tributary/store';
import { toIssuedApiKeyView } from '../api-keys/api-key.response.js';

const FIRST_SCOPES: readonly Scope[] = ['admin', 'ingest', 'read'];

@Controller()
export class TenantsController {
  constructor(@Inject(AccessStore) private readonly store: AccessStore) {}

  @Route('createTenant')
  async create(@JsonBody('createTenant') { id, name }: NewTenant): Promise<{ id: string; key: IssuedApiKeyView }> {
    const nowMs = Date.now();
    if (!(await this.store.run((connection) => createTenant(connection, { id, name }, nowMs)))) {
      const error = { path: 'id', code: 'already_exists', detail: 'is taken' };
      throw new RequestFailure('already_exists', { errors: [error] });
    }
    const request = { tenant: id, name: 'first key', scopes: FIRST_SCOPES, expiresMs: null };
    const key = await this.store.run((connection) => createKey(connection, request, nowMs));
    return { id, key: toIssuedApiKeyView(key) };
  }
}
