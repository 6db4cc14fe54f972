import { Controller, Inject } from '@nestjs/common';
import type { IssuedApiKeyView, NewTenant, Scope } from '@tributary/contracts';
import { JsonBody, RequestFailure, Route } from '@tributary/http';
import { AccessStore, createTenant } from '@tributary/store';
import { toIssuedApiKeyView } from '../api-keys/api-key.response.js';

const FIRST_SCOPES: readonly Scope[] = ['admin', 'ingest', 'read'];

@Controller()
export class TenantsController {
  constructor(@Inject(AccessStore) private readonly store: AccessStore) {}

  @Route('createTenant')
  async create(@JsonBody('createTenant') { id, name }: NewTenant): Promise<{ id: string; key: IssuedApiKeyView }> {
    const nowMs = Date.now();
    const key = await this.store.run((connection) => createTenant(connection, { id, name }, FIRST_SCOPES, nowMs));
    if (!key) {
      const error = { path: 'id', code: 'already_exists', detail: 'is taken' };
      throw new RequestFailure('already_exists', { errors: [error] });
    }
    return { id, key: toIssuedApiKeyView(key) };
  }
}
