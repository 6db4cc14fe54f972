import type { Metrics } from '@tributary/observability';

interface PartitionLag {
  readonly labels: { readonly group: string; readonly topic: string; readonly partition: string };
  /** Messages behind the fetched batch, and in it while it is being handled. */
  records: number;
  /** Time of the oldest message that was fetched and is not handled; null when caught up. */
  oldestMs: number | null;
}

/** Lag of the partitions that a consumer holds, in records and in seconds; the seconds grow while a batch is stuck. */
export class ConsumerLag {
  private readonly partitions = new Map<string, PartitionLag>();

  constructor(
    private readonly group: string,
    private readonly metrics: Metrics,
  ) {
    metrics.beforeScrape(() => this.publish(Date.now()));
  }

  /** A batch was fetched: `highWatermark` is the next offset that the partition will give. */
  begin(topic: string, partition: number, firstOffset: string, firstMs: number, highWatermark: string): void {
    const lag = this.of(topic, partition);
    lag.records = Math.max(0, Number(BigInt(highWatermark) - BigInt(firstOffset)));
    lag.oldestMs = firstMs;
  }

  /** Everything up to `lastOffset` is handled; what is behind it is at least as young as `lastMs`. */
  end(topic: string, partition: number, lastOffset: string, lastMs: number, highWatermark: string): void {
    const lag = this.of(topic, partition);
    lag.records = Math.max(0, Number(BigInt(highWatermark) - BigInt(lastOffset)) - 1);
    lag.oldestMs = lag.records === 0 ? null : lastMs;
  }

  /** The partitions were given back: their series end. */
  reset(): void {
    for (const { labels } of this.partitions.values()) {
      this.metrics.clear('consumerLagRecords', labels);
      this.metrics.clear('consumerLagSeconds', labels);
    }
    this.partitions.clear();
  }

  private publish(nowMs: number): void {
    for (const { labels, records, oldestMs } of this.partitions.values()) {
      this.metrics.set('consumerLagRecords', labels, records);
      this.metrics.set('consumerLagSeconds', labels, oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs) / 1_000);
    }
  }

  private of(topic: string, partition: number): PartitionLag {
    const key = `${topic}/${partition}`;
    const known = this.partitions.get(key);
    if (known !== undefined) return known;
    const labels = { group: this.group, topic, partition: String(partition) };
    const fresh: PartitionLag = { labels, records: 0, oldestMs: null };
    this.partitions.set(key, fresh);
    return fresh;
  }
}
