export const KAFKA_CLIENT = 'KAFKA_CLIENT';
export const SAMPLES_TOPIC = 'idiomatic-nest.samples';
/** As many as the topics of the project have. */
export const PARTITIONS = 12;

/** What the samples topic is created with. */
export interface KafkaLike {
  admin(): {
    connect(): Promise<void>;
    createTopics(wish: { topics: { topic: string; numPartitions: number }[] }): Promise<boolean>;
    disconnect(): Promise<void>;
  };
}
