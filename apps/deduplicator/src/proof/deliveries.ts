import { sha256 } from '@tributary/contracts';

/** Numbers in `[0, limit)` that follow from the seed and the order. */
export function diceOf(seed: number, order: number): (limit: number) => number {
  let rolls = 0;
  return (limit) => parseInt(sha256(`${String(seed)}|${String(order)}|${String(rolls++)}`).slice(0, 8), 16) % limit;
}

/** Order 0 is as sent; every other one is shuffled, with every fourth batch a second time. */
export function deliveriesOf<T>(batches: readonly T[], seed: number, order: number): T[] {
  const roll = diceOf(seed, order);
  const deliveries = order === 0 ? [] : batches.filter(() => roll(4) === 0);
  deliveries.push(...batches);
  if (order === 0) return deliveries;
  for (let at = deliveries.length - 1; at > 0; at--) {
    const other = roll(at + 1);
    [deliveries[at], deliveries[other]] = [deliveries[other] as T, deliveries[at] as T];
  }
  return deliveries;
}
