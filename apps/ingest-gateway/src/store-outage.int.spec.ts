import { randomUUID } from 'node:crypto';
import { waitFor } from '@tributary/testing';
import { startProxy, type CuttableProxy } from './testing/cuttable-proxy.js';
import {
  connectTestKafka,
  directMongodbUri,
  startTestGateway,
  testDatabase,
  type TestGateway,
} from './testing/running-gateway.js';

const mongodb = new URL(process.env.MONGODB_URI ?? 'mongodb://127.0.0.1:27017');
const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
let proxy: CuttableProxy;
let gateway: TestGateway;

beforeAll(async () => {
  const kafka = await connectTestKafka(brokers);
  await kafka.close();
  proxy = await startProxy({ host: mongodb.hostname, port: Number(mongodb.port) });
  gateway = await startTestGateway({
    kafkaBrokers: brokers,
    mongodbUri: directMongodbUri(`127.0.0.1:${String(proxy.port)}`, testDatabase()),
  });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  proxy.close();
});

const aBatch = (batchId: string) => ({ batchId, platform: 'healthkit', records: [{ uuid: 'A' }] });

describe('with MongoDB away', () => {
  it('a known key still sends; the receipt and unknown keys wait for the database; then all is well again', async () => {
    const path = `/v1/users/user-${randomUUID()}/batches`;
    expect((await gateway.call('POST', path, { body: aBatch('b-1') })).status).toBe(202);
    proxy.cut();

    const outageMs = Date.now();
    expect(await gateway.call('POST', path, { body: aBatch('b-2') })).toMatchObject({
      status: 202,
      json: { repeated: false },
    });
    for (let i = 0; i < 10; i++)
      expect((await gateway.call('POST', path, { body: aBatch(`c-${String(i)}`) })).status).toBe(202);

    const unknown = await gateway.call('POST', path, { token: `trb_${'u'.repeat(40)}`, body: aBatch('b-3') });
    expect(unknown).toMatchObject({ status: 503, json: { code: 'not_durable_now' } });
    expect(await gateway.call('GET', `${path}/b-1`)).toMatchObject({ status: 503 });
    await waitFor('the gateway to be unready', async () => {
      const { status, json } = await gateway.call('GET', '/health/ready');
      return status === 503 && JSON.stringify(json.failing).includes('mongodb') ? true : null;
    });
    // Longer than a key stays fresh: it is looked up in vain and works all the same.
    await waitFor('the key to be stale', () => Promise.resolve(Date.now() - outageMs > 4_500 ? true : null));
    expect((await gateway.call('POST', path, { body: aBatch('b-4') })).status).toBe(202);

    proxy.mend();
    await waitFor('the gateway to be ready', gateway.isReady);
    await waitFor('receipts to be written again', async () => {
      const batchId = `d-${randomUUID()}`;
      await gateway.call('POST', path, { body: aBatch(batchId) });
      return (await gateway.call('GET', `${path}/${batchId}`)).status === 200 ? true : null;
    });
    expect(await gateway.call('POST', path, { body: aBatch('b-1') })).toMatchObject({
      status: 200,
      json: { repeated: true },
    });
  });
});
