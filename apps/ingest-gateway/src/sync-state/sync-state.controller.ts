import { Controller, Inject, Param } from '@nestjs/common';
import type { SyncStateView, OnlyPage } from '@tributary/contracts';
import { Caller, Route, type Credential } from '@tributary/http';
import { AccessStore, listSyncStates } from '@tributary/store';
import { People } from '../users/people.js';
import { toSyncStateView } from './sync-state.response.js';

@Controller()
export class SyncStateController {
  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(People) private readonly people: People,
  ) {}

  @Route('readSyncState')
  async read(@Param('id') userId: string, @Caller() { tenant }: Credential): Promise<OnlyPage<SyncStateView>> {
    const user = await this.people.find(tenant, userId);
    const states = await this.store.run((connection) => listSyncStates(connection, user));
    return { data: states.map(toSyncStateView), nextCursor: null };
  }
}
