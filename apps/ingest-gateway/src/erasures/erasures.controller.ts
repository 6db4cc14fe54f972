import { Controller, Inject, Param } from '@nestjs/common';
import type { ErasureView } from '@tributary/contracts';
import { Caller, CREDENTIAL_SOURCE, notFound, Route, type Credential, type CredentialSource } from '@tributary/http';
import { AccessStore, findErasure, noteErasureSent, requestErasure, type Erasure } from '@tributary/store';
import { PriorityChangePublisher } from '../priorities/priority-change.publisher.js';
import { ErasurePublisher } from './erasure.publisher.js';
import { toErasureView } from './erasure.response.js';

@Controller()
export class ErasuresController {
  constructor(
    @Inject(AccessStore) private readonly store: AccessStore,
    @Inject(ErasurePublisher) private readonly publisher: ErasurePublisher,
    @Inject(PriorityChangePublisher) private readonly priorities: PriorityChangePublisher,
    @Inject(CREDENTIAL_SOURCE) private readonly credentials: CredentialSource,
  ) {}

  /** Noted first, so that reads find nobody at once; after a 503 the call is to be sent again. */
  @Route('eraseUser')
  async erase(@Param('id') userId: string, @Caller() { tenant }: Credential): Promise<ErasureView> {
    const erasure = await this.store.run((connection) => requestErasure(connection, tenant, userId, Date.now()));
    if (!erasure) throw notFound();
    this.credentials.forgetPerson(tenant, userId);
    if (erasure.sentMs === null) await this.#send(erasure);
    return toErasureView(erasure);
  }

  @Route('readErasure')
  async read(@Param('erasureId') erasureId: string, @Caller() { tenant }: Credential): Promise<ErasureView> {
    const erasure = await this.store.run((connection) => findErasure(connection, tenant, erasureId));
    if (!erasure) throw notFound();
    return toErasureView(erasure);
  }

  /** Sent twice, it is done once: downstream goes by its id. */
  async #send(erasure: Erasure): Promise<void> {
    await this.priorities.forget(erasure.tenant, erasure.userId);
    await this.publisher.publish(erasure);
    await this.store.run((connection) => noteErasureSent(connection, erasure.erasureId, Date.now()));
  }
}
