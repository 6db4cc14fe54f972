import { connectInBackground } from './access-connection.js';
import { StoreAwayError } from './store-circuit.js';

describe('a connection in the background', () => {
  it('answers pings only once what prepares the database is done', async () => {
    const prepared = Promise.withResolvers<undefined>();
    const connected = Promise.withResolvers<undefined>();
    const store = connectInBackground({
      uri: process.env.MONGODB_URI ?? '',
      serverSelectionTimeoutMs: 5_000,
      retryMs: 100,
      onOpen: async () => {
        connected.resolve(undefined);
        await prepared.promise;
      },
    });
    try {
      await connected.promise;
      await expect(store.ping()).rejects.toThrow(StoreAwayError);
      prepared.resolve(undefined);
      await store.opened;
      await store.ping();
    } finally {
      await store.close();
    }
  });
});
