import { setTimeout as pause } from 'node:timers/promises';
import { TransientError } from '@tributary/pipeline';
import type { Admin } from 'kafkajs';
import { describeError, isElecting } from './kafka-errors.js';
import type { IncomingMessage } from './message.js';
import { partitionOf } from './murmur2.js';
import { rangesBetween, type OffsetRange } from './offset-range.js';
import { openKafka, type KafkaAddress } from './open-kafka.js';
import { GOODBYE_MS, RangeReader } from './range-reader.js';
import { quietly, within } from './within.js';

/** Between two tries while the broker elects who answers for a group. */
const ELECTION_PAUSE_MS = 200;

/** Which message is wanted of those that bear a time stamp in `[fromMs, toMs)`, epoch milliseconds. */
export interface SoughtMessage {
  /** The person it is about: chooses the partition. */
  readonly userKey: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly matches: (message: IncomingMessage) => boolean;
}

/**
 * Finds single messages of some topics. Connects with the first look-up; one is done at a time, all topics at once. A
 * broker that is away fails the look-ups it is asked for and nothing else.
 */
export class MessageLookup {
  private admin: Promise<Admin> | null = null;
  private reader: RangeReader | null = null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly address: KafkaAddress,
    /** Names at the broker. */
    private readonly topics: readonly string[],
  ) {}

  /**
   * The first such message; null: the topics hold none. `untilMs` is of `performance.now()` and includes the wait for
   * look-ups before this one.
   * @throws TransientError when Kafka did not answer until then.
   */
  find(sought: SoughtMessage, untilMs: number): Promise<IncomingMessage | null> {
    const found = this.turn.then(() => {
      if (performance.now() >= untilMs) throw new TransientError('the look-ups before took all the time');
      return this.look(sought, untilMs);
    });
    this.turn = found.catch(() => undefined);
    return until(untilMs, found, 'a look-up');
  }

  /** Leaves nothing in the cluster if the broker answers; takes a few seconds at most. */
  async close(): Promise<void> {
    const { reader, admin } = this;
    await reader?.close();
    // The broker forgets an empty group by itself, but only after days.
    if (reader && admin)
      await quietly(
        admin.then((one) => one.deleteGroups([reader.groupId])),
        GOODBYE_MS,
      );
    await this.dropAdmin();
  }

  /** Ends by `untilMs`, with everything that it began. */
  private async look(sought: SoughtMessage, untilMs: number): Promise<IncomingMessage | null> {
    try {
      const ranges = await until(untilMs, this.rangesOf(sought), 'finding offsets');
      return ranges.length === 0 ? null : await until(untilMs, this.read(ranges, sought, untilMs), 'reading');
    } catch (error) {
      const cause = describeError(error);
      this.address.logger.warn({ cause }, 'kafka: a look-up failed');
      this.dropIfDead();
      this.reader?.giveUp();
      void this.dropAdmin();
      throw error instanceof TransientError ? error : new TransientError(`Kafka: ${cause}`, { cause: error });
    }
  }

  /** Offsets of the person's partition of each topic. */
  private async rangesOf({ userKey, fromMs, toMs }: SoughtMessage): Promise<OffsetRange[]> {
    const admin = await (this.admin ??= connect(this.address));
    const ranges = await Promise.all(
      this.topics.map(async (topic) => {
        const [starts, ends] = await Promise.all([
          admin.fetchTopicOffsetsByTimestamp(topic, fromMs),
          admin.fetchTopicOffsetsByTimestamp(topic, toMs),
        ]);
        const own = partitionOf(userKey, ends.length);
        return rangesBetween(topic, starts, ends).filter(({ partition }) => partition === own);
      }),
    );
    return ranges.flat();
  }

  /** A broker that has just come up still loads what it knows of groups: then with another member. */
  private async read(
    ranges: readonly OffsetRange[],
    { matches }: SoughtMessage,
    untilMs: number,
  ): Promise<IncomingMessage | null> {
    for (;;) {
      try {
        return await this.reading().read(ranges, matches);
      } catch (error) {
        if (!isElecting(error) || performance.now() + ELECTION_PAUSE_MS >= untilMs) throw error;
      }
      await pause(ELECTION_PAUSE_MS);
    }
  }

  private reading(): RangeReader {
    this.dropIfDead();
    return (this.reader ??= new RangeReader(openKafka(this.address), this.topics));
  }

  private dropIfDead(): void {
    if (this.reader === null || this.reader.isAlive) return;
    void this.reader.close();
    this.reader = null;
  }

  private async dropAdmin(): Promise<void> {
    const { admin } = this;
    this.admin = null;
    if (admin)
      await quietly(
        admin.then((one) => one.disconnect()),
        GOODBYE_MS,
      );
  }
}

/** A broker that is away is told by the first request, not waited for. */
async function connect(address: KafkaAddress): Promise<Admin> {
  const admin = openKafka(address, 0).admin();
  await admin.connect();
  return admin;
}

const until = <T>(untilMs: number, work: Promise<T>, what: string): Promise<T> =>
  within(work, Math.max(0, Math.ceil(untilMs - performance.now())), what);
