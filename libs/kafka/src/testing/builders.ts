import type { ConsumedBatch } from '../batch-consumer.js';
import type { IncomingMessage } from '../message.js';

/** A message as read, with defaults for everything. */
export const anIncomingMessage = (overrides: Partial<IncomingMessage> = {}): IncomingMessage => ({
  topic: 'raw-batches.v1',
  partition: 0,
  offset: '0',
  key: Buffer.from('demo/u1'),
  value: Buffer.from('{}'),
  headers: {},
  timestampMs: Date.UTC(2026, 2, 29, 6, 15),
  ...overrides,
});

/** A batch of one partition whose lease never ends. */
export const aConsumedBatch = (messages: readonly IncomingMessage[]): ConsumedBatch => ({
  topic: messages[0]?.topic ?? 'raw-batches.v1',
  partition: messages[0]?.partition ?? 0,
  messages,
  heartbeat: () => Promise.resolve(),
  isStale: () => false,
});
