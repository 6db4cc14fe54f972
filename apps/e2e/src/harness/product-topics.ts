import { EVENT_KINDS, userKey, type ProductEvent } from '@tributary/contracts';
import type { IncomingMessage, KafkaClient } from '@tributary/kafka';
import { openKafka } from './consumer-groups.js';
import { TENANT } from './services.js';

/** The product topics as a downstream service sees them. */
export interface ProductTopics {
  /** Messages of a person on one topic, in the order of the partition; null values included. */
  messagesOf(topic: string, userId: string): Promise<IncomingMessage[]>;
  /** Events of a person on all product topics, as published: repeats included, null values left out. */
  eventsOf(userId: string): Promise<ProductEvent[]>;
  /** Per key of a compacted topic the last value, as compaction would leave it. */
  stateOf(topic: string, userId: string): Promise<ProductEvent[]>;
  close(): Promise<void>;
}

export const PRODUCT_TOPICS: readonly string[] = Object.values(EVENT_KINDS).map(({ topic }) => topic);

export function openProductTopics(tenant = TENANT): ProductTopics {
  const client = openKafka('e2e-subscriber');
  const messagesOf = (topic: string, userId: string) => read(client, topic, userKey(tenant, userId));
  return {
    messagesOf,
    eventsOf: async (userId) => {
      const topics = await Promise.all(PRODUCT_TOPICS.map((topic) => messagesOf(topic, userId)));
      return topics.flat().flatMap((message) => eventOf(message) ?? []);
    },
    stateOf: async (topic, userId) => {
      const last = new Map<string, ProductEvent | null>();
      for (const message of await messagesOf(topic, userId)) last.set(String(message.key), eventOf(message));
      return [...last.values()].filter((event) => event !== null);
    },
    close: () => client.close(),
  };
}

/** The event of a message; null for a tombstone. */
export const eventOf = ({ value }: IncomingMessage): ProductEvent | null =>
  value === null ? null : (JSON.parse(value.toString()) as ProductEvent);

async function read(client: KafkaClient, topic: string, user: string): Promise<IncomingMessage[]> {
  const messages: IncomingMessage[] = [];
  for await (const message of client.readTopic(topic, { from: 'beginning' })) {
    const key = String(message.key);
    if (key === user || key.startsWith(`${user}/`)) messages.push(message);
  }
  return messages;
}

/** Sequences of the events in ascending order, each once. */
export const distinctSequences = (events: readonly ProductEvent[]): number[] =>
  [...new Set(events.map(({ sequence }) => sequence))].sort((a, b) => a - b);

/** 1, 2, … n. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);
