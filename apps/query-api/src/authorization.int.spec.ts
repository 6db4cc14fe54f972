import { describeAuthorization } from '@tributary/http/testing';
import { PersonSeed } from './testing/person-seed.js';
import { startTestQueryApi, type TestQueryApi } from './testing/running-query-api.js';

let api: TestQueryApi;

beforeAll(async () => {
  api = await startTestQueryApi();
});
afterAll(() => api.close());

describeAuthorization({
  app: 'query-api',
  service: () => ({ url: api.url, connection: api.store.connection }),
  givePerson: (tenant, userId) => new PersonSeed(api.store, tenant, userId).profile(),
});
