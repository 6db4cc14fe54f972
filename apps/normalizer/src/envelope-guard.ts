import type { IncomingMessage } from '@tributary/kafka';
import { DeadLetterLimit, type DeadLetterLimitPolicy, type Traced } from '@tributary/pipeline';

/**
 * Watches how many batches of a lane cannot even be read, before anything of it is written. A batch that comes again,
 * after an outage or a rebalance, is judged once.
 */
export class EnvelopeGuard {
  private readonly limit: DeadLetterLimit;
  private readonly judged = new Map<number, bigint>();

  constructor(policy: DeadLetterLimitPolicy) {
    this.limit = new DeadLetterLimit(policy);
  }

  /** Throws `DeadLetterLimitError` when the lane must stop. */
  check(envelopes: readonly Traced<IncomingMessage, unknown>[]): void {
    for (const { source, outcome } of envelopes) {
      const offset = BigInt(source.offset);
      if (offset <= (this.judged.get(source.partition) ?? -1n)) continue;
      this.judged.set(source.partition, offset);
      this.limit.record(outcome.kind === 'rejected');
    }
  }
}
