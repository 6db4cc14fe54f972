import type { Metrics } from '@tributary/observability';
import { TransientError } from '@tributary/pipeline';
import { deadLetterLabels } from './dead-letter.js';
import { PublishRefusedError, type OutgoingMessage, type Output } from './message.js';

/** Sends a list of messages in one go. Called again only after the last call settled. */
export interface Sender {
  /** Resolves when all are acknowledged; rejects with `TransientError` or `PublishRefusedError`. */
  send(messages: readonly OutgoingMessage[]): Promise<void>;
}

export interface OutputLimits {
  /** Publishes beyond this much waiting are refused at once: a broker that is away must not fill the memory. */
  readonly queueBytes: number;
  /** A caller hears `TransientError` after this long, whatever the client library is still trying. */
  readonly deadlineMs: number;
  /** Most bytes of one topic in one send. A broker limits the batch per partition, and all may go to one partition. */
  readonly sendBytes: (topic: string) => number;
}

/** More than this in one send gains nothing. */
const SEND_MESSAGES = 1_000;
/** Framing and headers' names, roughly. */
const MESSAGE_OVERHEAD_BYTES = 100;

interface Call {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
  unsent: number;
  settled: boolean;
}

interface Waiting {
  readonly message: OutgoingMessage;
  readonly bytes: number;
  readonly call: Call;
}

/**
 * One send in flight; what is published meanwhile gathers and goes with the next, so sends grow by themselves under
 * load. Two sends at a time on one idempotent kafkajs producer can lose a message that was acknowledged (a sequence
 * number is used twice after a failure of which the outcome is not known), and one is as fast.
 */
export class SingleFlightOutput implements Output {
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private pumping: Promise<void> | null = null;
  private closed = false;

  constructor(
    private readonly sender: Sender,
    private readonly limits: OutputLimits,
    private readonly metrics: Metrics,
  ) {}

  publish(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const sizes = messages.map(sizeOf);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (this.closed) return this.refuse('closed', 'the output is closed');
    if (this.queuedBytes > 0 && this.queuedBytes + bytes > this.limits.queueBytes)
      return this.refuse('queue_full', 'too much waits for Kafka');
    return new Promise((resolve, reject) => {
      const call: Call = {
        resolve,
        reject,
        unsent: messages.length,
        settled: false,
        deadline: this.deadlineOf(() => call),
      };
      messages.forEach((message, index) => this.queue.push({ message, bytes: sizes[index] ?? 0, call }));
      this.countQueue(bytes);
      this.pumping ??= this.pump();
    });
  }

  /** Takes nothing more and resolves when what was taken has settled. */
  async close(): Promise<void> {
    this.closed = true;
    await this.pumping;
  }

  private refuse(kind: string, reason: string): Promise<void> {
    this.metrics.count('produceFailures', { kind });
    return Promise.reject(new TransientError(reason));
  }

  private deadlineOf(call: () => Call): NodeJS.Timeout {
    return setTimeout(() => {
      this.metrics.count('produceFailures', { kind: 'deadline' });
      fail(call(), new TransientError(`Kafka did not acknowledge within ${this.limits.deadlineMs} ms`));
    }, this.limits.deadlineMs);
  }

  private async pump(): Promise<void> {
    // One turn of the event loop, so that publishes of the same moment share a send.
    await new Promise(setImmediate);
    for (let group = this.take(); group.length > 0; group = this.take()) await this.sendGroup(group);
    this.pumping = null;
  }

  /** The next messages in order, within the limits; those whose caller has given up are left out. */
  private take(): Waiting[] {
    const group: Waiting[] = [];
    const bytesByTopic = new Map<string, number>();
    let taken = 0;
    for (const waiting of this.queue) {
      const { topic } = waiting.message;
      const bytes = (bytesByTopic.get(topic) ?? 0) + waiting.bytes;
      const isFull = bytesByTopic.has(topic) && bytes > this.limits.sendBytes(topic);
      if (isFull || group.length >= SEND_MESSAGES) break;
      taken += 1;
      if (waiting.call.settled) {
        this.countQueue(-waiting.bytes);
        continue;
      }
      bytesByTopic.set(topic, bytes);
      group.push(waiting);
    }
    this.queue = this.queue.slice(taken);
    return group;
  }

  private async sendGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const startedMs = performance.now();
      await this.sender.send(group.map(({ message }) => message));
      this.metrics.observe('produceDuration', {}, (performance.now() - startedMs) / 1_000);
      this.acknowledge(group);
    } catch (error) {
      await this.sendFailed(group, error);
    } finally {
      this.countQueue(-group.reduce((sum, { bytes }) => sum + bytes, 0));
    }
  }

  private acknowledge(group: readonly Waiting[]): void {
    for (const { message, call } of group) {
      this.metrics.count('producedMessages', { topic: message.topic });
      const deadLetter = deadLetterLabels(message);
      if (deadLetter) this.metrics.count('deadLetters', deadLetter);
      call.unsent -= 1;
      if (call.unsent === 0 && !call.settled) {
        call.settled = true;
        clearTimeout(call.deadline);
        call.resolve();
      }
    }
  }

  /** One message that the broker refuses fails the whole send; its neighbours of other callers are then sent apart. */
  private async sendFailed(group: readonly Waiting[], error: unknown): Promise<void> {
    const byCall = Map.groupBy(group, ({ call }) => call);
    if (error instanceof PublishRefusedError && byCall.size > 1) {
      for (const part of byCall.values()) await this.sendApart(part);
      return;
    }
    this.metrics.count('produceFailures', { kind: error instanceof PublishRefusedError ? 'refused' : 'transient' });
    const reason =
      error instanceof Error ? error : new TransientError('Kafka did not take the messages', { cause: error });
    for (const call of byCall.keys()) fail(call, reason);
  }

  private async sendApart(part: readonly Waiting[]): Promise<void> {
    try {
      await this.sender.send(part.map(({ message }) => message));
      this.acknowledge(part);
    } catch (error) {
      await this.sendFailed(part, error);
    }
  }

  private countQueue(bytes: number): void {
    this.queuedBytes += bytes;
    this.metrics.set('produceQueueBytes', {}, this.queuedBytes);
  }
}

function fail(call: Call, error: Error): void {
  if (call.settled) return;
  call.settled = true;
  clearTimeout(call.deadline);
  call.reject(error);
}

function sizeOf({ key, value, headers }: OutgoingMessage): number {
  let bytes = MESSAGE_OVERHEAD_BYTES + lengthOf(key) + lengthOf(value);
  for (const header of Object.values(headers)) bytes += header.length;
  return bytes;
}

const lengthOf = (part: Buffer | string | null): number => (part === null ? 0 : Buffer.byteLength(part));
