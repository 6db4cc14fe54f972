import { TransientError } from '@tributary/pipeline';
import type { OutgoingMessage, Output } from '../message.js';

/** Keeps what is published, in order; plays outages. */
export class MemoryOutput implements Output {
  readonly messages: OutgoingMessage[] = [];
  private outages = 0;

  /** The next `times` publishes fail as if the broker were away. */
  failNext(times: number): void {
    this.outages = times;
  }

  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    await Promise.resolve();
    if (this.outages > 0) {
      this.outages -= 1;
      throw new TransientError('the memory output plays an outage');
    }
    this.messages.push(...messages);
  }

  ofTopic(topic: string): OutgoingMessage[] {
    return this.messages.filter((message) => message.topic === topic);
  }
}
