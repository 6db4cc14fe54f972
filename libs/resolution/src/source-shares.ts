import { RunningTotal } from './running-total.js';

/** What one source gave to a bucket. */
export interface SourceShare {
  readonly sourceId: string;
  readonly value: number;
  /** Time of the bucket for which this source's records decided; instants take none. */
  readonly seconds: number;
}

/** Collects shares by source. */
export class SourceShares {
  private readonly bySource = new Map<string, { value: RunningTotal; milliseconds: number }>();

  add(sourceId: string, value: number, milliseconds: number): void {
    let share = this.bySource.get(sourceId);
    if (share === undefined) this.bySource.set(sourceId, (share = { value: new RunningTotal(), milliseconds: 0 }));
    share.value.add(value);
    share.milliseconds += milliseconds;
  }

  /** Largest value first; of equal values the smaller source id. */
  list(): SourceShare[] {
    const shares = [...this.bySource].map(([sourceId, { value, milliseconds }]) => ({
      sourceId,
      value: value.value,
      seconds: milliseconds / 1000,
    }));
    return shares.sort((a, b) => b.value - a.value || (a.sourceId < b.sourceId ? -1 : 1));
  }
}

/** Shares of several buckets as those of one. */
export function mergeShares(lists: Iterable<readonly SourceShare[]>): SourceShare[] {
  const merged = new SourceShares();
  for (const shares of lists)
    for (const { sourceId, value, seconds } of shares) merged.add(sourceId, value, seconds * 1000);
  return merged.list();
}
