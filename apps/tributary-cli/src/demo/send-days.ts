import type { OutcomeCounts, ReceiptView } from '@tributary/contracts';
import { noOutcomes } from '@tributary/contracts';
import { type Api, pause } from './api.js';
import type { DemoPerson } from './people.js';
import { CommandRefusal } from '../refusal.js';

/** What was sent for one person, and what became of it. */
export interface SentDays {
  readonly batches: number;
  readonly records: number;
  readonly outcomes: OutcomeCounts;
}

interface Accepted {
  readonly receipt: string;
}

const COMPLETED_WITHIN_MS = 120_000;
const POLL_MS = 200;

async function completed(gateway: Api, receipt: string): Promise<ReceiptView> {
  const deadline = performance.now() + COMPLETED_WITHIN_MS;
  for (;;) {
    const view = await gateway.get<ReceiptView>(receipt);
    if (view.status === 'completed') return view;
    if (performance.now() > deadline)
      throw new CommandRefusal(`${receipt} was not completed within ${String(COMPLETED_WITHIN_MS / 1000)} s`);
    await pause(POLL_MS);
  }
}

function added(total: OutcomeCounts, counts: OutcomeCounts): OutcomeCounts {
  const sum = noOutcomes();
  for (const outcome of Object.keys(sum) as (keyof OutcomeCounts)[]) sum[outcome] = total[outcome] + counts[outcome];
  return sum;
}

/** Posts every batch of the person in order and waits until all of them are visible to reads. */
export async function sendDays(gateway: Api, { userId, person }: DemoPerson): Promise<SentDays> {
  const batches = person.dates.flatMap((date) => person.day(date).batches);
  const receipts: string[] = [];
  for (const batch of batches) {
    const accepted = await gateway.post<Accepted>(`/v1/users/${userId}/batches`, JSON.stringify(batch));
    receipts.push(accepted.receipt);
  }
  const views = await Promise.all(receipts.map((receipt) => completed(gateway, receipt)));
  return {
    batches: batches.length,
    records: views.reduce((sum, view) => sum + view.records, 0),
    outcomes: views.reduce((sum, view) => added(sum, view.outcomes), noOutcomes()),
  };
}
