"""Keeps the current state of the product topics, and reacts to every event once."""

import os
import signal
import sys
from typing import Iterable, Iterator

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka import Message as KafkaMessage

from subscriber_store import Event, Message, SubscriberStore

TOPICS = ["daily-summaries.v1", "sleep-sessions.v1", "workouts.v1", "categorical-events.v1", "samples.v1"]
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


def messages_of(consumed: Iterable[KafkaMessage]) -> Iterator[Message]:
    """The client mends everything but a fatal error by itself: a broker that is away is waited for."""
    for one in consumed:
        error = one.error()
        if error is None:
            yield Message(one.topic(), one.partition(), one.offset(), (one.key() or b"").decode(), one.value())
        elif error.fatal():
            raise KafkaException(error)
        else:
            print(error.name(), file=sys.stderr, flush=True)


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
            for event in store.apply(messages_of(consumer.consume(BATCH, timeout=1.0))):
                react(event)
    finally:
        consumer.close()
    for topic in TOPICS:
        print(f"{topic}: {store.count_of(topic)} entities")
    print(f"missing events: {store.missing()}")


if __name__ == "__main__":
    main()
