import { setTimeout as pause } from 'node:timers/promises';
import type { RawBatch, ReceiptView } from '@tributary/contracts';
import { waitFor } from '@tributary/testing';
import type { ApiClient } from './api-client.js';

/** A batch as it is posted. */
export interface Batch extends RawBatch {
  readonly batchId: string;
}

export interface Person {
  readonly userId: string;
  readonly batches: readonly Batch[];
}

const RETRY_MS = 250;
const ACCEPTED_WITHIN_MS = 60_000;
const COMPLETED_WITHIN_MS = 60_000;
const ACCEPTED: readonly number[] = [200, 202];

/** A load that an app would make: every batch in order, each sent again until it is accepted. */
export class Sending {
  accepted = 0;
  /** How often a batch was refused with 503, or nothing answered. */
  refused = 0;
  readonly done: Promise<void>;
  #begun = 0;

  /** `allowed`: how many batches may be sent before `goOn`, so that the load outlasts a fault on a machine of any speed. */
  constructor(
    private readonly api: ApiClient,
    private readonly people: readonly Person[],
    private allowed = Infinity,
  ) {
    this.done = Promise.all(people.map((person) => this.#sendAll(person))).then(() => undefined);
    // Whoever awaits `done` later gets the failure; until then it must not end the process.
    this.done.catch(() => undefined);
  }

  get total(): number {
    return this.people.reduce((sum, { batches }) => sum + batches.length, 0);
  }

  /** Lets the rest of the load come. */
  goOn(): void {
    this.allowed = Infinity;
  }

  /** Resolves when this many batches are accepted, so that a fault can hit the middle of the load. */
  async untilAccepted(count: number): Promise<void> {
    const reached = () => Promise.resolve(this.accepted >= count ? true : null);
    await Promise.race([waitFor(`${String(count)} accepted batches`, reached, ACCEPTED_WITHIN_MS, 5), this.#failure()]);
  }

  async #failure(): Promise<never> {
    await this.done;
    return new Promise<never>(() => undefined);
  }

  async #sendAll({ userId, batches }: Person): Promise<void> {
    for (const batch of batches) {
      await this.#untilAllowed();
      await this.#sendUntilAccepted(userId, batch);
      this.accepted += 1;
    }
  }

  async #untilAllowed(): Promise<void> {
    while (this.#begun >= this.allowed) await pause(5);
    this.#begun += 1;
  }

  async #sendUntilAccepted(userId: string, batch: Batch): Promise<void> {
    const deadline = Date.now() + ACCEPTED_WITHIN_MS;
    for (;;) {
      const status = await this.api.sendBatch(userId, batch).then(
        (answer) => answer.status,
        () => 0,
      );
      if (ACCEPTED.includes(status)) return;
      if (status !== 0 && status !== 503) throw new Error(`A batch was answered with ${String(status)}`);
      if (Date.now() > deadline) throw new Error(`A batch was not accepted within ${String(ACCEPTED_WITHIN_MS)} ms`);
      this.refused += 1;
      await pause(RETRY_MS);
    }
  }
}

/** Waits until every outcome of the batches is visible; answers the receipts in their order. */
export async function untilCompleted(api: ApiClient, { userId, batches }: Person): Promise<ReceiptView[]> {
  const deadline = Date.now() + COMPLETED_WITHIN_MS;
  const receipts: ReceiptView[] = [];
  for (const { batchId } of batches) {
    const completed = async (): Promise<ReceiptView | null> => {
      const { status, body } = await api.receipt(userId, batchId);
      return status === 200 && body.status === 'completed' ? body : null;
    };
    receipts.push(await waitFor(`the receipt of ${batchId} to complete`, completed, deadline - Date.now(), 50));
  }
  return receipts;
}

/** Sends the batches and waits until all are visible to reads. */
export async function deliver(api: ApiClient, person: Person): Promise<ReceiptView[]> {
  await new Sending(api, [person]).done;
  return untilCompleted(api, person);
}

/** The six outcomes of a receipt added up. */
export const outcomeSum = ({ outcomes }: ReceiptView): number =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0);
