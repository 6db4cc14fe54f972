import type { Interval } from '@tributary/contracts';
import { bucketAt, firstEndingAfter } from './bucket-grid.js';
import { clip } from './intervals.js';
import { RunningTotal } from './running-total.js';
import { SourceShares } from './source-shares.js';
import { contribution, countedMs, layOut, type Contender, type SweepRecord } from './sweep-field.js';
import type { BucketResult } from './sweep.js';

/** What one record gives to one bucket. */
export interface PooledPart extends Interval {
  readonly bucket: number;
  readonly contender: Contender;
  readonly value: number;
}

const byTime = (a: Contender, b: Contender): number =>
  a.startMs - b.startMs || a.endMs - b.endMs || (a.record.id < b.record.id ? -1 : 1);

/** Parts in time order of the records: a share by overlap in each bucket, an instant whole in the bucket it lies in. */
export function pooledParts(records: readonly SweepRecord[], buckets: readonly Interval[]): PooledPart[] {
  return [...layOut(records).contenders].sort(byTime).flatMap((contender) => {
    const { startMs, endMs } = contender;
    if (startMs === endMs) {
      const bucket = bucketAt(buckets, startMs);
      return bucket < 0 ? [] : [{ bucket, contender, startMs, endMs, value: contribution(contender, 0) }];
    }
    const parts: PooledPart[] = [];
    for (let bucket = firstEndingAfter(buckets, startMs); (buckets[bucket]?.startMs ?? Infinity) < endMs; bucket++) {
      for (const part of clip(buckets.slice(bucket, bucket + 1), contender)) {
        const value = contribution(contender, countedMs(contender, part.startMs, part.endMs));
        parts.push({ bucket, contender, startMs: part.startMs, endMs: part.endMs, value });
      }
    }
    return parts;
  });
}

/**
 * Adds records of all sources, overlapping or not; ranks do not matter. A record over a bucket border counts in each
 * bucket in proportion to overlap; one whose start is after its end is skipped. Buckets ascend and are disjoint.
 */
export function pool(records: readonly SweepRecord[], buckets: readonly Interval[]): BucketResult[] {
  const tallies = buckets.map(() => ({ total: new RunningTotal(), shares: new SourceShares(), any: false }));
  for (const { bucket, contender, value, startMs, endMs } of pooledParts(records, buckets)) {
    const tally = tallies[bucket];
    if (tally === undefined) continue;
    tally.any = true;
    tally.total.add(value);
    tally.shares.add(contender.record.sourceId, value, endMs - startMs);
  }
  return buckets.map(({ startMs, endMs }, index) => {
    const tally = tallies[index];
    return {
      startMs,
      endMs,
      value: tally?.any === true ? tally.total.value : null,
      sources: tally?.shares.list() ?? [],
    };
  });
}
