export { BatchConsumer, type BatchConsumerOptions, type ConsumedBatch } from './batch-consumer.js';
export { deadLetter, describeDeadLetter, type DeadLetterEntry, type DeadLetterReason } from './dead-letter.js';
export { connectKafka, type KafkaClient, type KafkaOptions, type OutputOptions } from './kafka-client.js';
export { PublishRefusedError, type IncomingMessage, type OutgoingMessage, type Output } from './message.js';
export { murmur2, partitionOf } from './murmur2.js';
export type { ReadOptions } from './read-topic.js';
export { replayOf } from './replay.js';
export { TOPIC_SETTINGS, type TopicSetting } from './topic-settings.js';
export type { TopicCreation, TopicReport } from './topics.js';
