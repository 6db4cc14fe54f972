/** A message to be published. The partition follows `userKey` alone, whatever the message key is. */
export interface OutgoingMessage {
  readonly topic: string;
  /** `tenant/userId`: all messages of one person meet in one partition, in the order of publishing. */
  readonly userKey: string;
  /** The record key (compaction); null for none. */
  readonly key: Buffer | string | null;
  /** null is a tombstone. */
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds; now when absent. */
  readonly timestampMs?: number;
}

/** A message as read. Key and value are the original bytes; headers are decoded as UTF-8. */
export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  /** Decimal text: offsets are 64 bits wide. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly timestampMs: number;
}

/** Where messages go. */
export interface Output {
  /**
   * Resolves when every replica in sync has all of `messages`; messages of one person keep their order, also across
   * calls. Rejects with `TransientError` when that is not known in time: the messages may arrive nevertheless, and may
   * be published again. Rejects with `PublishRefusedError` when the broker will never take them.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
}

/** The broker will not take a message, however often it is sent: too large, not allowed, no such topic name. */
export class PublishRefusedError extends Error {
  override readonly name = 'PublishRefusedError';
}
