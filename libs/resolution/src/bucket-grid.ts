import type { Interval } from '@tributary/contracts';

/** Index of the bucket with `start <= t < end` among ascending, disjoint buckets; -1: none. */
export function bucketAt(buckets: readonly Interval[], timeMs: number): number {
  const index = firstEndingAfter(buckets, timeMs);
  return (buckets[index]?.startMs ?? Infinity) <= timeMs ? index : -1;
}

/** Index of the first bucket that ends after an instant; the number of buckets where none does. */
export function firstEndingAfter(buckets: readonly Interval[], timeMs: number): number {
  let [low, high] = [0, buckets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((buckets[middle]?.endMs ?? Infinity) > timeMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
