import { Controller, Inject, Param } from '@nestjs/common';
import type { ErasureView } from '@tributary/contracts';
import { Caller, notFound, Route, type Credential } from '@tributary/http';
import { AccessStore, findErasure, requestErasure } from '@tributary/store';
import { PriorityChangePublisher } from '../priorities/priority-change.publisher.js';
import { ErasurePublisher } from './erasure.publisher.js';
import { toErasureView } from './erasure.response.js';

@Controller()
export class ErasuresController {
  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(ErasurePublisher) private readonly publisher: ErasurePublisher,
    @Inject(PriorityChangePublisher) private readonly priorities: PriorityChangePublisher,
  ) {}

  /** Noted first, so that reads find nobody at once; after a 503 the call is to be sent again. */
  @Route('eraseUser')
  async erase(@Param('id') userId: string, @Caller() { tenant }: Credential): Promise<ErasureView> {
    const erasure = await this.store.run((connection) => requestErasure(connection, tenant, userId, Date.now()));
    if (!erasure) throw notFound();
    await this.priorities.forget(tenant, userId);
    await this.publisher.publish(erasure);
    return toErasureView(erasure);
  }

  @Route('readErasure')
  async read(@Param('erasureId') erasureId: string, @Caller() { tenant }: Credential): Promise<ErasureView> {
    const erasure = await this.store.run((connection) => findErasure(connection, tenant, erasureId));
    if (!erasure) throw notFound();
    return toErasureView(erasure);
  }
}
