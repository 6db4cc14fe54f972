import type { Health } from '@tributary/observability';

/** Heartbeats go out every 2 s; four missed ones are a fault. Half of that again and the verdict would be late. */
const SILENCE_MS = 8_000;
/** A group that rebalances is silent for as long as its slowest member works on its batch. */
const REBALANCE_SILENCE_MS = 60_000;
/** A dependency that is away for less than this is not worth a verdict. */
const STUCK_MS = 2_000;

/** What the consumer's events say about it. Asked by `/health/ready`, so it only compares times. */
export class ConsumerHealth {
  private lastContactMs: number | null = null;
  private rebalancing = false;
  private stopped: string | null = null;
  private lost: string | null = null;
  private readonly stuck = new Map<string, { sinceMs: number; reason: string }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** The group coordinator answered a heartbeat or a join. */
  contact(): void {
    this.lastContactMs = this.now();
    this.rebalancing = false;
    this.lost = null;
  }

  rebalancingBegan(): void {
    this.rebalancing = true;
  }

  /** The consumer crashed and is being built anew. */
  connectionLost(reason: string): void {
    this.lost = reason;
  }

  /** A batch cannot be finished because a dependency is away. */
  batchStuck(partition: string, reason: string): void {
    this.stuck.set(partition, { sinceMs: this.stuck.get(partition)?.sinceMs ?? this.now(), reason });
  }

  batchMoved(partition: string): void {
    this.stuck.delete(partition);
  }

  /** Nothing will be consumed any more without a person's doing. */
  stoppedFor(reason: string): void {
    this.stopped = reason;
  }

  check(): Health {
    const reason = this.stopped ?? this.stuckReason() ?? this.silence();
    return reason === null ? { healthy: true } : { healthy: false, reason };
  }

  /** Milliseconds since the coordinator last answered, counted from `sinceMs` at the earliest. */
  silentMs(sinceMs: number): number {
    return this.now() - Math.max(sinceMs, this.lastContactMs ?? 0);
  }

  private stuckReason(): string | null {
    for (const { sinceMs, reason } of this.stuck.values())
      if (this.now() - sinceMs > STUCK_MS) return `a batch is tried again and again: ${reason}`;
    return null;
  }

  private silence(): string | null {
    if (this.lost !== null) return `the connection to Kafka is lost: ${this.lost}`;
    if (this.lastContactMs === null) return 'has not joined its group yet';
    const silentMs = this.now() - this.lastContactMs;
    if (silentMs <= (this.rebalancing ? REBALANCE_SILENCE_MS : SILENCE_MS)) return null;
    return `no answer from the group coordinator for ${Math.round(silentMs / 1_000)} s`;
  }
}
