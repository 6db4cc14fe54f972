import { EVENT_KINDS, userKey, type EventKind, type ProductEvent } from '@tributary/contracts';
import type { IncomingMessage, KafkaClient } from '@tributary/kafka';
import { openKafka } from './consumer-groups.js';
import { TENANT } from './services.js';

/** Everything that the product topics hold of a person. */
export interface Feed {
  /** Messages of one topic in the order of the partition, null values included. */
  readonly messages: (topic: string) => readonly IncomingMessage[];
  /** Events of all topics as published: repeats included, null values left out. */
  readonly events: readonly ProductEvent[];
  /** Per key of a compacted topic the last event, as compaction would leave it. */
  readonly state: (topic: string) => ProductEvent[];
}

/** The product topics as a downstream service sees them. */
export interface ProductTopics {
  feedOf(userId: string): Promise<Feed>;
  close(): Promise<void>;
}

const PRODUCT_TOPICS: readonly string[] = Object.values(EVENT_KINDS).map(({ topic }) => topic);

export function openProductTopics(tenant = TENANT): ProductTopics {
  const client = openKafka('e2e-subscriber');
  return {
    feedOf: async (userId) => {
      const read = PRODUCT_TOPICS.map(
        async (topic) => [topic, await readTopic(client, topic, userKey(tenant, userId))] as const,
      );
      return feedOf(new Map(await Promise.all(read)));
    },
    close: () => client.close(),
  };
}

function feedOf(byTopic: ReadonlyMap<string, readonly IncomingMessage[]>): Feed {
  const messages = (topic: string): readonly IncomingMessage[] => byTopic.get(topic) ?? [];
  return {
    messages,
    events: [...byTopic.values()].flat().flatMap((message) => eventOf(message) ?? []),
    state: (topic) => {
      const last = new Map(messages(topic).map((message) => [String(message.key), eventOf(message)]));
      return [...last.values()].filter((event) => event !== null);
    },
  };
}

/** The list of the query API that serves the same objects as the last events of a compacted topic, by kind. */
export const SERVED_AT: Readonly<Record<Exclude<EventKind, 'samples'>, string>> = {
  workout: 'workouts',
  sleep: 'sleep',
  daily_summary: 'daily-summaries',
  event: 'events',
};

/** In an order that does not depend on where the objects came from. */
export const inOneOrder = (rows: readonly unknown[]): unknown[] =>
  [...rows].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

const nameOf = (row: unknown): string => {
  const { id, date } = row as { readonly id?: string; readonly date?: string };
  return id ?? date ?? '';
};

/** The event of a message; null for a tombstone. */
export const eventOf = ({ value }: IncomingMessage): ProductEvent | null =>
  value === null ? null : (JSON.parse(value.toString()) as ProductEvent);

async function readTopic(client: KafkaClient, topic: string, user: string): Promise<IncomingMessage[]> {
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
