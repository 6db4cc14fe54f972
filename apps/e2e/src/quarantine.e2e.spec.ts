import type { DailySummaryView, EventView, ReceiptView, SampleView } from '@tributary/contracts';
import { BROKEN_RECORDS, goodRecord, TOO_LARGE_A_NUMBER } from './harness/broken-records.js';
import { aUserId } from './harness/people.js';
import { outcomeSum, untilCompleted } from './harness/sending.js';
import { startServices, type Services } from './harness/services.js';

const EVERY = 10;

describe('a batch of 1,000 records of which 100 are broken, each in a way of its own', () => {
  const userId = aUserId('quarantine');
  let services: Services;
  let receipt: ReceiptView;

  beforeAll(async () => {
    services = await startServices();
    const records = Array.from({ length: 1_000 }, (_, index) =>
      index % EVERY === EVERY - 1 ? BROKEN_RECORDS[Math.floor(index / EVERY)]?.[2] : goodRecord(index),
    );
    const batch = { batchId: 'a-hundred-broken', platform: 'healthkit', records } as const;
    const body = JSON.stringify(batch).replace(`"${TOO_LARGE_A_NUMBER}"`, '1e400');
    const { status } = await services.api.post(`/v1/users/${userId}/batches`, body);
    expect(status).toBe(202);
    [receipt] = (await untilCompleted(services.api, { userId, batches: [batch] })) as [ReceiptView];
  });

  afterAll(() => services.stop());

  it('names each of the hundred in the receipt with its code and path', () => {
    expect(BROKEN_RECORDS).toHaveLength(100);
    expect(receipt.problems.map(({ index, code, path }) => [index, code, path])).toEqual(
      BROKEN_RECORDS.map(([code, path], at) => {
        const index = at * EVERY + EVERY - 1;
        return [index, code, `records[${String(index)}]${path === '' ? '' : `.${path}`}`];
      }),
    );
  });

  it('has one outcome for each record', () => {
    expect(receipt.outcomes).toMatchObject({ created: 900, quarantined: 100 });
    expect(outcomeSum(receipt)).toBe(1_000);
    expect(receipt.warnings).toEqual([]);
  });

  it('serves the other 900 and nothing of the hundred', async () => {
    const samples = await services.api.list<SampleView>(`/v1/users/${userId}/samples?metric=steps`);
    expect(samples).toHaveLength(900);
    const events = await services.api.list<EventView>(`/v1/users/${userId}/events`);
    expect(events).toEqual([]);
    // From 00:00Z minute by minute to 16:39Z, ten steps each: one day in Berlin.
    const days = await services.api.list<DailySummaryView>(`/v1/users/${userId}/daily-summaries`);
    expect(days.map(({ date, metrics }) => [date, metrics['steps']?.value])).toEqual([['2026-10-20', 9_000]]);
    expect(Object.keys(days[0]?.metrics ?? {})).toEqual(['steps']);
  });

  it('says nothing of what was sent', () => {
    expect(JSON.stringify(receipt.problems)).not.toMatch(/yesterday|furlong|strong|female|9000|xxxx/);
  });
});
