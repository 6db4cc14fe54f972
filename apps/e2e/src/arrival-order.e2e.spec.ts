import { randomUUID } from 'node:crypto';
import type { SampleView } from '@tributary/contracts';
import { example } from './harness/examples.js';
import { aUserId, batchesOf } from './harness/people.js';
import { deliver, type Batch, type Person } from './harness/sending.js';
import { servedState } from './harness/served-state.js';
import { startServices, type Services } from './harness/services.js';

describe('the order and grouping in which data arrives', () => {
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
  });

  afterAll(() => services.stop());

  /** Each batch is served before the next is sent. */
  async function deliverOneByOne({ userId, batches }: Person): Promise<void> {
    for (const batch of batches) await deliver(services.api, { userId, batches: [batch] });
  }

  it.each(['healthkit', 'health_connect'] as const)(
    'makes no difference to what is served from %s',
    async (platform) => {
      const batches = batchesOf(`order-${platform}`, platform, 2);
      const inOrder = { userId: aUserId('in-order'), batches };
      const backwards = { userId: aUserId('backwards'), batches: [...batches].reverse() };
      const atOnce = { userId: aUserId('at-once'), batches };
      await deliverOneByOne(inOrder);
      await deliverOneByOne(backwards);
      await deliver(services.api, atOnce);
      const state = await servedState(services.api, inOrder.userId);
      expect(await servedState(services.api, backwards.userId)).toEqual(state);
      expect(await servedState(services.api, atOnce.userId)).toEqual(state);

      // The mean heart rate of a day needs all of its samples, those before midnight UTC among them.
      const [, day] = state.days;
      const [fromMs, toMs] = [Date.parse('2026-10-05T00:00:00+02:00'), Date.parse('2026-10-06T00:00:00+02:00')];
      const beats = state.samples
        .filter(
          ({ metric, start }) => metric === 'heart_rate' && Date.parse(start) >= fromMs && Date.parse(start) < toMs,
        )
        .map(({ value }) => value);
      expect(day!.date).toBe('2026-10-05');
      expect(day!.metrics['heart_rate']!.value).toBeCloseTo(
        beats.reduce((sum, value) => sum + value, 0) / beats.length,
        9,
      );
    },
  );

  it.each([
    ['the type of the record', 'HKQuantityTypeIdentifierHeartRate'],
    // The type is no part of the identity.
    ['another type', 'HKQuantityTypeIdentifierStepCount'],
  ])('makes no difference to a delete that names %s', async (_, recordType) => {
    const { api } = services;
    const { records, ...batch } = example('healthkit-batch');
    const aBatch = (type: string, deletions: readonly unknown[]): Batch => ({
      ...batch,
      batchId: randomUUID(),
      records: records.filter(({ quantityType }) => quantityType === type),
      deletions,
    });
    const written = aBatch('HKQuantityTypeIdentifierHeartRate', []);
    // Lets go of what the flush before had in memory.
    const other = aBatch('HKQuantityTypeIdentifierBodyMass', []);
    const deleted = aBatch('none', [{ recordType, id: '8E7C4B20-5A11-4D0F-B7C9-10AF33D0E303' }]);
    expect([written.records.length, other.records.length, deleted.records.length]).toEqual([1, 1, 0]);
    const [after, before] = [aUserId('deleted-after'), aUserId('deleted-before')];
    await deliverOneByOne({ userId: after, batches: [written, other, deleted] });
    await deliverOneByOne({ userId: before, batches: [deleted, other, written] });
    for (const userId of [after, before]) {
      expect(await api.list<SampleView>(`/v1/users/${userId}/samples?metric=heart_rate`)).toEqual([]);
    }
  });
});
