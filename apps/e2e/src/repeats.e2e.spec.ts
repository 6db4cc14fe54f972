import { randomUUID } from 'node:crypto';
import type { AcceptedBatch, Problem } from '@tributary/contracts';
import { example, exampleBody } from './harness/examples.js';
import { aUserId, batchesOf } from './harness/people.js';
import { openProductTopics, type ProductTopics } from './harness/product-topics.js';
import { deliver, untilCompleted } from './harness/sending.js';
import { servedState } from './harness/served-state.js';
import { startServices, type Services } from './harness/services.js';

describe('a batch that comes again', () => {
  let services: Services;
  let topics: ProductTopics;

  beforeAll(async () => {
    services = await startServices();
    topics = openProductTopics();
  });

  afterAll(async () => {
    await topics.close();
    await services.stop();
  });

  it('is answered as before with 200 and changes neither what is served nor what is published', async () => {
    const { api } = services;
    const userId = aUserId('repeats');
    const body = exampleBody('health-connect-batch');
    const batch = example('health-connect-batch');
    const first = await api.sendBatch(userId, body);
    const [receipt] = await untilCompleted(api, { userId, batches: [batch] });
    const [state, events] = [await servedState(api, userId), (await topics.feedOf(userId)).events];
    expect(events.length).toBeGreaterThan(0);

    const second = await api.sendBatch(userId, body);
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.body).toEqual({ ...first.body, repeated: true });

    // A later batch of the same person goes through the same partition: once it is done, the repeat would have been too.
    await deliver(api, {
      userId,
      batches: [{ ...batch, batchId: randomUUID(), records: [], deletions: batch.deletions }],
    });
    const [again] = await untilCompleted(api, { userId, batches: [batch] });
    expect(again).toEqual(receipt);
    expect(await servedState(api, userId)).toEqual(state);
    expect((await topics.feedOf(userId)).events).toEqual(events);
  });

  it('is refused with 409 when its content is another', async () => {
    const userId = aUserId('reused');
    const batch = example('health-connect-batch');
    await deliver(services.api, { userId, batches: [batch] });
    const other = await services.api.sendBatch<Problem>(userId, { ...batch, records: batch.records.slice(1) });
    expect(other.status).toBe(409);
    expect(other.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(other.body).toMatchObject({ status: 409, code: 'batch_id_reused' });
  });

  it('may have its id used by another person', async () => {
    const batch = example('health-connect-batch');
    for (const userId of [aUserId('one'), aUserId('other')]) {
      expect((await services.api.sendBatch<AcceptedBatch>(userId, batch)).status).toBe(202);
    }
  });

  it('has only duplicates when its records come under another id, and nothing changes', async () => {
    const { api } = services;
    const userId = aUserId('resent');
    const batches = batchesOf('resent', 'healthkit', 1);
    const firstReceipts = await deliver(api, { userId, batches });
    const [state, events] = [await servedState(api, userId), (await topics.feedOf(userId)).events];
    expect(firstReceipts.map(({ outcomes }) => outcomes.created)).toEqual(batches.map(({ records }) => records.length));

    const resent = batches.map((batch) => ({ ...batch, batchId: randomUUID() })).reverse();
    const receipts = await deliver(api, { userId, batches: resent });
    const nothing = { created: 0, updated: 0, superseded: 0, deleted: 0, quarantined: 0 };
    expect(receipts.map(({ outcomes }) => outcomes)).toEqual(
      resent.map(({ records }) => ({ ...nothing, duplicate: records.length })),
    );
    expect(await servedState(api, userId)).toEqual(state);
    expect((await topics.feedOf(userId)).events).toEqual(events);
  });

  it('has only duplicates where an app tells facts again that have no time, and tells subscribers once', async () => {
    const { api } = services;
    const userId = aUserId('facts');
    const records = [
      { recordType: 'HKCharacteristicTypeIdentifierBloodType', value: 1 },
      { recordType: 'HKCharacteristicTypeIdentifierDateOfBirth', value: '1984-03-29' },
      {
        recordType: 'HKUserAnnotatedMedicationTypeIdentifier',
        isArchived: false,
        hasSchedule: true,
        medication: { identifier: 'abc', displayText: 'Example', generalForm: 'tablet', relatedCodings: [] },
      },
      { dateYear: 2026, dateMonth: 3, dateDay: 29, activeEnergyBurned: 410, activeEnergyBurnedGoal: 500 },
    ];
    const tell = async () => {
      const batch = { batchId: randomUUID(), platform: 'healthkit' as const, records, deletions: [] };
      const [receipt] = await deliver(api, { userId, batches: [batch] });
      return receipt!.outcomes;
    };
    expect(await tell()).toMatchObject({ created: records.length });
    const [state, events] = [await servedState(api, userId), (await topics.feedOf(userId)).events];
    expect(events.filter(({ type }) => type === 'event.created')).toHaveLength(records.length);
    expect(await tell()).toMatchObject({ duplicate: records.length, updated: 0 });
    expect(await tell()).toMatchObject({ duplicate: records.length, updated: 0 });
    expect(await servedState(api, userId)).toEqual(state);
    expect((await topics.feedOf(userId)).events).toEqual(events);
  });
});
