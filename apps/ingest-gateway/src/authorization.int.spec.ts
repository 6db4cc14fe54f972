import { describeAuthorization } from '@tributary/http/testing';
import { changeUser, createKey, openStore, requestErasure, type Store } from '@tributary/store';
import { waitFor } from '@tributary/testing';
import { startTestGateway, testMongodbUri, type TestGateway } from './testing/running-gateway.js';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',');
let gateway: TestGateway;
let store: Store;

beforeAll(async () => {
  const mongodbUri = testMongodbUri();
  gateway = await startTestGateway({ kafkaBrokers: brokers, mongodbUri });
  store = await openStore({ uri: mongodbUri });
  await waitFor('the gateway to be ready', gateway.isReady);
});
afterAll(async () => {
  await gateway.close();
  await store.connection.dropDatabase();
  await store.close();
});

const BATCH = { batchId: 'b-1', platform: 'healthkit', records: [{}] };

describeAuthorization({
  app: 'ingest-gateway',
  service: () => ({ url: gateway.service.url, connection: store.connection }),
  givePerson: async (tenant, userId) => {
    await changeUser(store.connection, tenant, userId, {}, Date.now());
    const request = { tenant, name: 'sender', scopes: ['ingest'] as const, expiresMs: null };
    const { secret } = await createKey(store.connection, request, Date.now());
    await gateway.call('POST', `/v1/users/${userId}/batches`, { token: secret, body: BATCH });
  },
  bodies: {
    acceptBatch: BATCH,
    validateBatch: BATCH,
    replacePriorities: { rules: [] },
    replaceUserPriorities: { rules: [] },
  },
  things: async (tenant) => {
    const request = { tenant, name: 'spec', scopes: ['read'] as const, expiresMs: null };
    const { keyId } = await createKey(store.connection, request, Date.now());
    await changeUser(store.connection, tenant, 'gone', {}, Date.now());
    const erasure = await requestErasure(store.connection, tenant, 'gone', Date.now());
    return { keyId, batchId: BATCH.batchId, erasureId: erasure?.erasureId ?? '' };
  },
  makingPeople: ['acceptBatch', 'changeUser'],
});
