import type { Health, Logger } from '@tributary/observability';
import { waitFor } from '@tributary/pipeline';
import type { Admin, Kafka } from 'kafkajs';
import { describeError } from './kafka-errors.js';
import { quietly, within } from './within.js';

const ASK_EVERY_MS = 2_000;
/** With this and the interval a fault shows within 10 s. */
const ANSWER_WITHIN_MS = 4_000;

/** Asks the cluster for its metadata every two seconds, so that health has an answer without asking when it is probed. */
export class ClusterWatch {
  private reason: string | null = 'not connected yet';
  private readonly stopping = new AbortController();
  private loop: Promise<void> | null = null;

  constructor(
    private readonly kafka: Kafka,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.loop ??= this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  health(): Health {
    return this.reason === null ? { healthy: true } : { healthy: false, reason: this.reason };
  }

  private async watch(): Promise<void> {
    let admin: Admin | null = null;
    while (!this.stopping.signal.aborted) {
      admin ??= this.kafka.admin({ retry: { retries: 0 } });
      try {
        await within(ask(admin), ANSWER_WITHIN_MS, 'an answer');
        this.turn(null);
      } catch (error) {
        this.turn(describeError(error));
        await quietly(admin.disconnect(), ANSWER_WITHIN_MS);
        admin = null;
      }
      await waitFor(ASK_EVERY_MS, this.stopping.signal);
    }
    if (admin !== null) await quietly(admin.disconnect(), ANSWER_WITHIN_MS);
  }

  private turn(reason: string | null): void {
    if (this.stopping.signal.aborted || this.reason === reason) return;
    this.reason = reason;
    if (reason === null) this.logger.info('kafka: connected');
    else this.logger.warn({ cause: reason }, 'kafka: the broker does not answer');
  }
}

const ask = (admin: Admin): Promise<unknown> => admin.connect().then(() => admin.describeCluster());
