import { DEAD_LETTER_RETENTION_MS, deadLetterTopic, TOPICS, type Topic } from '@tributary/contracts';

/** Kafka's own default of `max.message.bytes`, for topics that are not in the table. */
const DEFAULT_MESSAGE_BYTES = 1024 * 1024;
/** A send that holds half of what the topic takes leaves room for framing; larger sends gain nothing. */
const MAX_SEND_BYTES = 4 * 1024 * 1024;

/** A topic as the broker should have it. */
export interface TopicSetting {
  readonly name: string;
  readonly configs: Readonly<Record<string, string>>;
}

const settingOf = ({ name, cleanup, retentionMs, maxMessageBytes }: Topic): TopicSetting => ({
  name,
  configs: {
    'cleanup.policy': cleanup,
    'retention.ms': String(retentionMs),
    'max.message.bytes': String(maxMessageBytes),
  },
});

const deadLetterSettingOf = ({ name, maxMessageBytes }: Topic): TopicSetting => ({
  name: deadLetterTopic(name),
  configs: {
    'cleanup.policy': 'delete',
    'retention.ms': String(DEAD_LETTER_RETENTION_MS),
    'max.message.bytes': String(maxMessageBytes),
  },
});

/** Every topic of the table and its dead-letter topic. */
export const TOPIC_SETTINGS: readonly TopicSetting[] = Object.values<Topic>(TOPICS).flatMap((topic) =>
  topic.deadLetters ? [settingOf(topic), deadLetterSettingOf(topic)] : [settingOf(topic)],
);

const LIMITS = new Map(
  TOPIC_SETTINGS.map(({ name, configs }) => [name, Math.min(MAX_SEND_BYTES, Number(configs['max.message.bytes']) / 2)]),
);

/** Most bytes of a topic in one send: they may all belong to one partition, whose batch the broker limits. */
export const sendBytesOf = (topic: string): number => LIMITS.get(topic) ?? DEFAULT_MESSAGE_BYTES / 2;
