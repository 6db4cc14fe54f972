import { Controller, Inject, Param } from '@nestjs/common';
import type { ReceiptView } from '@tributary/contracts';
import { Caller, notFound, Route, type Credential } from '@tributary/http';
import { AccessStore, findReceipt, findUser, isBeingErased, isOfErasedLife } from '@tributary/store';
import { toReceiptView } from './receipt.response.js';

@Controller()
export class ReceiptsController {
  constructor(@Inject(AccessStore) private readonly store: AccessStore) {}

  @Route('readReceipt')
  async read(
    @Param('id') userId: string,
    @Param('batchId') batchId: string,
    @Caller() { tenant }: Credential,
  ): Promise<ReceiptView> {
    const [receipt, user] = await this.store.run((connection) =>
      Promise.all([findReceipt(connection, tenant, userId, batchId), findUser(connection, tenant, userId)]),
    );
    // Without an entry of the person the receipt counts: the database was away when the first batch came.
    if (!receipt || (user && (isBeingErased(user) || isOfErasedLife(user, receipt.receivedMs)))) throw notFound();
    return toReceiptView(receipt);
  }
}
