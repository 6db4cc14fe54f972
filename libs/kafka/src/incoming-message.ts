import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { IncomingMessage } from './message.js';

/** A kafkajs message in our words. A header that was sent several times keeps its last value. */
export const toIncomingMessage = (topic: string, partition: number, message: KafkaMessage): IncomingMessage => ({
  topic,
  partition,
  offset: message.offset,
  key: message.key,
  value: message.value,
  headers: toHeaders(message.headers ?? {}),
  timestampMs: Number(message.timestamp),
});

function toHeaders(raw: IHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers[name] = last.toString();
  }
  return headers;
}
