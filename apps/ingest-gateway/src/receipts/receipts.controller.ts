import { Controller, Inject, Param } from '@nestjs/common';
import type { ReceiptView } from '@tributary/contracts';
import { Caller, notFound, Route, type Credential } from '@tributary/http';
import { AccessStore, findReceipt } from '@tributary/store';
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
    const receipt = await this.store.run((connection) => findReceipt(connection, tenant, userId, batchId));
    if (!receipt) throw notFound();
    return toReceiptView(receipt);
  }
}
