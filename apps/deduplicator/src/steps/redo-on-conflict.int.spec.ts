import { userKey, type CanonicalChunk, type ProductEvent } from '@tributary/contracts';
import { userData, type Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from '../proof/in-process-deduplicator.js';
import { personState } from '../proof/person-state.js';

const USER = userKey('demo', 'u1');
const LATER = '2026-10-21T00:00:00Z';

/** Two processes have one partition while a rebalance is under way. */
describe('a flush that another writer overtakes between reading and writing', () => {
  let store: Store;
  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });
  afterEach(() => dropTestStore(store));

  /** Feeds a run to one writer, and to another one as soon as the first begins to write it. */
  async function race(run: CanonicalChunk) {
    const [slow, fast] = [aDeduplicator(store), aDeduplicator(store)];
    const { registry } = slow.data;
    const write = registry.write.bind(registry);
    let overtaken = 0;
    registry.write = async (...given) => {
      if (overtaken++ === 0) await fast.feed(run);
      await write(...given);
    };
    await slow.feed(run);
    const events = [...fast.output.messages, ...slow.output.messages].flatMap(({ value }) =>
      value === null ? [] : [JSON.parse(String(value)) as ProductEvent],
    );
    return { overtaken, events };
  }

  it.each([
    ['new records', aRun({ records: [aSampleRecord({ id: 'a', start: '2026-10-20T06:00:00Z', value: 61 })] })],
    ['deletes of what was never seen', aRun({ deletions: [aDeletion('a', LATER), aDeletion('b', LATER)] })],
  ])('is read and done again: %s are stored and told once', async (_, run) => {
    const { overtaken, events } = await race(run);
    expect(overtaken).toBe(1);
    const ids = events.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const raced = await personState(store, userData(store), USER);
    await store.connection.dropDatabase();
    const alone = aDeduplicator(store);
    await alone.feed(run);
    expect(raced).toEqual(await personState(store, userData(store), USER));
    expect(ids).toHaveLength(alone.output.messages.length);
  });
});
