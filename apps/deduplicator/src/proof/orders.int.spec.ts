import { userKey, type CanonicalChunk } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { deliveriesOf, diceOf } from './deliveries.js';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { personMonth } from './person-month.js';
import { compactedTopics, personState } from './person-state.js';

const ORDERS = Number(process.env['PROOF_ORDERS'] ?? 12);
const SEED = Number(process.env['PROOF_SEED'] ?? 20261025);
const DAYS = 30;

describe('a month of one person in any order', () => {
  let store: Store;

  beforeAll(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterAll(() => dropTestStore(store));

  /** Lives the month in an order, in flushes of some batches, restarting the process now and then. */
  async function liveThrough(order: number): Promise<{ state: unknown; topics: unknown }> {
    const userId = `u${String(order)}`;
    const user = userKey('demo', userId);
    const deliveries = deliveriesOf(personMonth(SEED, userId, '2026-10-05', DAYS).batches, SEED, order);
    const roll = diceOf(SEED, order + 1_000_000);
    let deduplicator = aDeduplicator(store);
    const messages = [];
    for (let at = 0; at < deliveries.length;) {
      const together = 1 + roll(10);
      const runs: CanonicalChunk[] = deliveries.slice(at, at + together).flat();
      await deduplicator.feed(...runs);
      at += together;
      if (roll(6) !== 0 && at < deliveries.length) continue;
      messages.push(...deduplicator.output.messages);
      deduplicator = aDeduplicator(store);
    }
    return { state: await personState(store, deduplicator.data, user), topics: compactedTopics(messages, user) };
  }

  it(
    'ends in the same database and the same topics',
    async () => {
      const asSent = await liveThrough(0);
      const { days, workouts, sleep } = asSent.state as Record<string, unknown[]>;
      expect(Math.min(days!.length, workouts!.length, sleep!.length)).toBeGreaterThanOrEqual(DAYS - 3);
      for (let order = 1; order < ORDERS; order++) {
        const shuffled = await liveThrough(order);
        expect({ order, ...shuffled }).toEqual({ order, ...asSent });
      }
    },
    60_000 + ORDERS * 30_000,
  );
});
