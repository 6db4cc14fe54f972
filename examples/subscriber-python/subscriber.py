"""Keeps the current state of the compacted product topics, and reacts to every event once."""

import os
import signal

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka import Message as KafkaMessage

from subscriber_store import Event, Message, SubscriberStore

TOPICS = ["daily-summaries.v1", "sleep-sessions.v1", "workouts.v1", "categorical-events.v1"]
BATCH = 500

store = SubscriberStore(os.environ.get("SUBSCRIBER_FILE", "subscriber.db"))
running = True


def react(event: Event) -> None:
    """What happens once per event. Health values stay out of the log."""
    entity = event.get("entityId", "")
    print(f"{event['type']} {event['userId']} {entity} sequence {event['sequence']} ({event['origin']})", flush=True)


def seek_to_store(consumer: Consumer, partitions: list[TopicPartition]) -> None:
    """The store knows where it stands; Kafka is never asked. Without position a partition is read from the beginning."""
    for partition in partitions:
        position = store.position_of(partition.topic, partition.partition)
        if position is not None:
            partition.offset = position
    consumer.assign(partitions)


def to_message(message: KafkaMessage) -> Message:
    if message.error() is not None:
        raise KafkaException(message.error())
    key = (message.key() or b"").decode()
    return Message(message.topic(), message.partition(), message.offset(), key, message.value())


def stop(*_: object) -> None:
    global running
    running = False


def main() -> None:
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ.get("KAFKA_BROKERS", "127.0.0.1:9092"),
            "group.id": os.environ.get("SUBSCRIBER_GROUP", "example-subscriber-python"),
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "fetch.message.max.bytes": 20_000_000,
        }
    )
    consumer.subscribe(TOPICS, on_assign=seek_to_store)
    try:
        while running:
            for event in store.apply([to_message(one) for one in consumer.consume(BATCH, timeout=1.0)]):
                react(event)
    finally:
        consumer.close()
    for topic in TOPICS:
        print(f"{topic}: {store.count_of(topic)} entities")


if __name__ == "__main__":
    main()
