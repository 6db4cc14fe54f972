import type { AcceptedBatch, DailySummaryView, ReceiptView, SampleView } from '@tributary/contracts';
import type { Answer, ApiClient } from './api-client.js';
import { example, exampleBody, type ExampleName } from './examples.js';
import { untilCompleted } from './sending.js';

/** Posts an example byte for byte. @returns the answer, and the receipt when it is complete. */
export async function sendExample(
  api: ApiClient,
  userId: string,
  name: ExampleName,
): Promise<[Answer<AcceptedBatch>, ReceiptView]> {
  const answer = await api.sendBatch(userId, exampleBody(name));
  const [receipt] = await untilCompleted(api, { userId, batches: [example(name)] });
  if (!receipt) throw new Error(`${name} has no receipt`);
  return [answer, receipt];
}

export const samplesOf = (api: ApiClient, userId: string, metric: string): Promise<SampleView[]> =>
  api.list(`/v1/users/${userId}/samples?metric=${metric}`);

/** The one day that the examples are about. */
export async function exampleDay(api: ApiClient, userId: string): Promise<DailySummaryView> {
  const path = `/v1/users/${userId}/daily-summaries?from=2026-10-20&to=2026-10-20`;
  const [day, ...more] = await api.list<DailySummaryView>(path);
  if (day?.date !== '2026-10-20' || more.length > 0) throw new Error('Expected one summary of the day');
  return day;
}
