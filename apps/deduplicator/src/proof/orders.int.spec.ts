import { sha256, userKey, type CanonicalChunk } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { personMonth } from './person-month.js';
import { compactedTopics, personState } from './person-state.js';

const ORDERS = Number(process.env['PROOF_ORDERS'] ?? 12);
const SEED = Number(process.env['PROOF_SEED'] ?? 20261025);
const DAYS = 30;

/** Numbers in `[0, limit)` that follow from the seed and the order. */
function diceOf(order: number): (limit: number) => number {
  let rolls = 0;
  return (limit) => parseInt(sha256(`${String(SEED)}|${String(order)}|${String(rolls++)}`).slice(0, 8), 16) % limit;
}

/** Order 0 is as sent; every other one is shuffled, with every fourth batch a second time. */
function deliveriesOf<T>(batches: readonly T[], order: number): T[] {
  const roll = diceOf(order);
  const deliveries = order === 0 ? [] : batches.filter(() => roll(4) === 0);
  deliveries.push(...batches);
  if (order === 0) return deliveries;
  for (let at = deliveries.length - 1; at > 0; at--) {
    const other = roll(at + 1);
    [deliveries[at], deliveries[other]] = [deliveries[other]!, deliveries[at]!];
  }
  return deliveries;
}

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
    const deliveries = deliveriesOf(personMonth(SEED, userId, '2026-10-05', DAYS).batches, order);
    const roll = diceOf(order + 1_000_000);
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
