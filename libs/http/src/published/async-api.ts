import { DEAD_LETTER_RETENTION_MS, deadLetterTopic, TOPICS, type Topic } from '@tributary/contracts';
import { API_VERSION, EVENTS_TITLE } from './api-info.js';
import { SchemaReferences, type JsonObject } from './schema-references.js';
import { deadLetterOf, messagesOf } from './topic-messages.js';

interface Channel {
  readonly id: string;
  readonly document: JsonObject;
  readonly messages: readonly string[];
  readonly summary: string;
}

interface ChannelParts {
  readonly id: string;
  readonly name: string;
  readonly topic: Topic;
  readonly description: string;
  readonly cleanup: Topic['cleanup'];
  readonly retentionMs: number;
  readonly messages: Record<string, JsonObject>;
}

const channelOf = ({ id, name, topic, description, cleanup, retentionMs, messages }: ChannelParts): Channel => ({
  id,
  summary: description,
  messages: Object.keys(messages),
  document: {
    address: name,
    description,
    messages,
    bindings: {
      kafka: {
        topic: name,
        topicConfiguration: {
          'cleanup.policy': [cleanup],
          'retention.ms': retentionMs,
          'max.message.bytes': topic.maxMessageBytes,
        },
        bindingVersion: '0.5.0',
      },
    },
  },
});

function channelsOf(id: string, topic: Topic, references: SchemaReferences): readonly Channel[] {
  const { name, carries, cleanup, retentionMs, deadLetters } = topic;
  const messages = messagesOf(topic, references);
  const channel = channelOf({ id, name, topic, description: carries, cleanup, retentionMs, messages });
  if (!deadLetters) return [channel];
  const deadLetter = channelOf({
    id: `${id}DeadLetters`,
    name: deadLetterTopic(name),
    topic,
    description: `Messages of \`${name}\` that could not be processed.`,
    cleanup: 'delete',
    retentionMs: DEAD_LETTER_RETENTION_MS,
    messages: deadLetterOf(topic),
  });
  return [channel, deadLetter];
}

const operationOf = ({ id, messages, summary }: Channel): JsonObject => ({
  action: 'send',
  channel: { $ref: `#/channels/${id}` },
  summary,
  messages: messages.map((message) => ({ $ref: `#/channels/${id}/messages/${message}` })),
});

/** The AsyncAPI 3 document of the topics. `send` is what Tributary does: subscribers receive it. */
export function asyncApi(): JsonObject {
  const references = new SchemaReferences();
  const channels = Object.entries(TOPICS).flatMap(([id, topic]) => channelsOf(id, topic, references));
  return {
    asyncapi: '3.0.0',
    info: { ...EVENTS_TITLE, version: API_VERSION, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels.map(({ id, document }) => [id, document])),
    operations: Object.fromEntries(channels.map((channel) => [`publish_${channel.id}`, operationOf(channel)])),
    components: { schemas: references.components() },
  };
}
