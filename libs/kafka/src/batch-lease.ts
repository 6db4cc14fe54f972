import { isMembershipLost, isRebalancing } from './kafka-errors.js';

/** kafkajs sends at most one heartbeat per its own interval (2 s); asking more often costs nothing. */
const BEAT_MS = 1_000;

/**
 * The right to work on a batch. kafkajs sends heartbeats only between batches, so a long batch would be given to another
 * member and come again for ever; the lease sends them in the background and notices when the right is gone.
 */
export class BatchLease {
  private readonly timer: NodeJS.Timeout;
  /** The group waits for this member to rejoin: finish what is in hand, begin no retry. */
  private wanted: unknown = null;
  /** Another member has the partition: nothing may be committed. */
  private gone: unknown = null;

  constructor(private readonly beat: () => Promise<void>) {
    this.timer = setInterval(() => void this.heartbeat(), BEAT_MS);
  }

  /** Sends a heartbeat if one is due. Never throws: the verdict shows in `isGone` and `rejoinReason`. */
  async heartbeat(): Promise<void> {
    try {
      await this.beat();
    } catch (error) {
      if (isMembershipLost(error)) this.gone = error;
      else if (isRebalancing(error)) this.wanted = error;
      // Anything else is a connection that may come back; the consumer's own loop meets the same error and acts on it.
    }
  }

  get isGone(): boolean {
    return this.gone !== null;
  }

  /** What kafkajs must be told so that it joins the group again; null while the lease is good. */
  get rejoinReason(): unknown {
    return this.gone ?? this.wanted;
  }

  end(): void {
    clearInterval(this.timer);
  }
}
