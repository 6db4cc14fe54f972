import type { RecordView } from '@tributary/contracts';
import { waitFor } from '@tributary/testing';
import { canControlStack, startKafka, stopKafka } from '../../../infra/local-stack/control.mjs';
import type { ApiClient } from './harness/api-client.js';
import { example, type ExampleName } from './harness/examples.js';
import { aUserId } from './harness/people.js';
import { deliver } from './harness/sending.js';
import { samplesOf } from './harness/sent-example.js';
import { startServices, type Services } from './harness/services.js';

/** A broker of somebody else is not ours to stop. */
const itOnOwnStack = canControlStack() ? it : it.skip;

/** Metrics of the examples whose samples lie in the series of a record, share a record, or are a record each. */
const SENT = [
  { name: 'healthkit-batch', metrics: ['heart_rate', 'steps', 'weight', 'blood_pressure_systolic', 'sleep_stage'] },
  { name: 'health-connect-batch', metrics: ['heart_rate', 'steps', 'weight', 'blood_pressure_diastolic'] },
] as const satisfies readonly { readonly name: ExampleName; readonly metrics: readonly string[] }[];

describe('the raw payload of a sample', () => {
  const userId = aUserId('raw-payloads');
  const neighbour = aUserId('raw-payloads-neighbour');
  let services: Services;

  beforeAll(async () => {
    services = await startServices();
    for (const { name } of SENT) await deliver(services.api, { userId, batches: [example(name)] });
    // The same batch ids with other content: nothing of it may turn up.
    for (const { name } of SENT) {
      const { records, ...batch } = example(name);
      await deliver(services.api, { userId: neighbour, batches: [{ ...batch, records: records.slice(1) }] });
    }
  });

  afterAll(() => services.stop());

  const read = (api: ApiClient, user: string, id: string): Promise<RecordView> =>
    api.read(`/v1/users/${user}/records/${encodeURIComponent(id)}`);

  it.each(SENT)('is the object that $name holds at its index', async ({ name, metrics }) => {
    const { batchId, records } = example(name);
    for (const metric of metrics) {
      const samples = await samplesOf(services.api, userId, metric);
      const views = await Promise.all(samples.map(({ id }) => read(services.api, userId, id)));
      const own = views.filter((view) => view.batchId === batchId);
      expect(own).not.toEqual([]);
      for (const { index, raw } of own) {
        expect(raw.payload).toEqual(records[index]);
        expect(raw).not.toHaveProperty('payloadMissing');
      }
    }
  });

  it('is that of the own batch where another person sent one under the same id', async () => {
    const { batchId, records } = example('healthkit-batch');
    for (const { id } of await samplesOf(services.api, neighbour, 'heart_rate')) {
      const { raw, index, batchId: ownId } = await read(services.api, neighbour, id);
      if (ownId === batchId) expect(raw.payload).toEqual(records[index + 1]);
    }
  });

  it('is found in the lane of history too', async () => {
    const person = aUserId('raw-payloads-backfill');
    const batch = { ...example('healthkit-batch'), sync: { mode: 'backfill' as const } };
    await deliver(services.api, { userId: person, batches: [batch] });
    const [weight] = await samplesOf(services.api, person, 'weight');
    const { raw, index } = await read(services.api, person, weight!.id);
    expect(raw.payload).toEqual(batch.records[index]);
  });

  itOnOwnStack(
    'is missing while Kafka is away, and nothing else is; it is there again with Kafka',
    async () => {
      const { query, api } = services;
      const [sample] = await samplesOf(api, userId, 'heart_rate');
      const before = await read(api, userId, sample!.id);
      expect(before.raw.payload).not.toBeNull();
      await stopKafka();
      try {
        const without = { ...before, raw: { ...before.raw, payload: null, payloadMissing: 'unavailable' } };
        expect(await read(api, userId, sample!.id)).toEqual(without);
        expect(await query.readiness()).toBe(200);
        await query.stop();
        query.start();
        await query.untilReadiness(200);
        expect(await read(api, userId, sample!.id)).toEqual(without);
      } finally {
        await startKafka();
      }
      await Promise.all(services.all.map((service) => service.untilReadiness(200)));
      const isBack = async (): Promise<RecordView | null> => {
        const view = await read(api, userId, sample!.id);
        return view.raw.payload === null ? null : view;
      };
      expect(await waitFor('the payload to be there again', isBack, 20_000, 100)).toEqual(before);
    },
    120_000,
  );
});
