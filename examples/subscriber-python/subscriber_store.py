"""State and position in one database, changed in one transaction."""

import json
import sqlite3
from typing import Any, Iterable, NamedTuple

TABLES = """
  PRAGMA journal_mode = WAL;
  CREATE TABLE IF NOT EXISTS positions (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition));
  CREATE TABLE IF NOT EXISTS handled (topic TEXT, person TEXT, sequence INTEGER, PRIMARY KEY (topic, person));
  CREATE TABLE IF NOT EXISTS entities (topic TEXT, key TEXT, person TEXT, data TEXT, PRIMARY KEY (topic, key));
  CREATE TABLE IF NOT EXISTS sequences (life TEXT PRIMARY KEY, whole INTEGER);
  CREATE TABLE IF NOT EXISTS ahead (life TEXT, sequence INTEGER, PRIMARY KEY (life, sequence));
"""

Event = dict[str, Any]

SAMPLES = "samples.v1"  # its messages carry changes to many samples


class Message(NamedTuple):
    topic: str
    partition: int
    offset: int
    key: str
    value: bytes | None  # None: the entity of the key is gone


class SubscriberStore:
    """After a crash or a rebalance the position says exactly what the state holds."""

    def __init__(self, file: str) -> None:
        self._db = sqlite3.connect(file, isolation_level="IMMEDIATE")
        self._db.executescript(TABLES)

    def position_of(self, topic: str, partition: int) -> int | None:
        """Offset of the next message of a partition; None when none was ever handled."""
        row = self._db.execute("SELECT next FROM positions WHERE topic = ? AND partition = ?", (topic, partition))
        found = row.fetchone()
        return None if found is None else found[0]

    def apply(self, messages: Iterable[Message]) -> list[Event]:
        """Applies messages, in order within a partition. Returns the events that were never handled before."""
        with self._db:  # commits, or rolls back when something is raised
            news = [self._apply_one(message) for message in messages]
        return [event for event in news if event is not None]

    def count_of(self, topic: str) -> int:
        return self._db.execute("SELECT count(*) FROM entities WHERE topic = ?", (topic,)).fetchone()[0]

    def missing(self) -> int:
        """Events that are known to exist and were not seen yet: 0 whenever all topics are read to their end."""
        rows = self._db.execute(
            "SELECT max(a.sequence) - s.whole - count(*) FROM sequences s JOIN ahead a ON a.life = s.life GROUP BY s.life"
        )
        return sum(row[0] for row in rows)

    def _apply_one(self, message: Message) -> Event | None:
        topic, partition, offset, key, value = message
        if offset < (self.position_of(topic, partition) or 0):
            return None
        self._db.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?)", (topic, partition, offset + 1))
        if value is None:
            self._db.execute("DELETE FROM entities WHERE topic = ? AND key = ?", (topic, key))
            return None
        event: Event = json.loads(value)
        person = f"{event['tenant']}/{event['userId']}"
        self._note_sequence(event)
        if event["type"] == "user.erased":
            self._erase(topic, person)
            return event
        self._keep_state(topic, key, person, event)
        return event if self._is_new(topic, person, event["sequence"]) else None

    def _note_sequence(self, event: Event) -> None:
        """The sequence has no gap over all product topics, which are read side by side: what comes early waits."""
        sequence = event["sequence"]
        # An id ends in the sequence; what stands before it is another after the person was erased.
        life = event["id"].removesuffix(f".{sequence}")
        row = self._db.execute("SELECT whole FROM sequences WHERE life = ?", (life,)).fetchone()
        whole = 0 if row is None else row[0]
        if sequence <= whole:
            return
        self._db.execute("INSERT OR IGNORE INTO ahead VALUES (?, ?)", (life, sequence))
        while self._db.execute("DELETE FROM ahead WHERE life = ? AND sequence = ?", (life, whole + 1)).rowcount:
            whole += 1
        self._db.execute("INSERT OR REPLACE INTO sequences VALUES (?, ?)", (life, whole))

    def _keep_state(self, topic: str, key: str, person: str, event: Event) -> None:
        """The last value of a key wins, as in compaction: a repeat is always followed by everything after it."""
        if topic == SAMPLES:
            for change in event["data"]["changes"]:
                sample = change["sample"]
                self._keep(topic, f"{person}/{sample['id']}", person, change["op"], sample)
        else:
            self._keep(topic, key, person, event["op"], event["data"])

    def _keep(self, topic: str, key: str, person: str, op: str, data: Any) -> None:
        if op == "deleted":
            self._db.execute("DELETE FROM entities WHERE topic = ? AND key = ?", (topic, key))
        else:
            row = (topic, key, person, json.dumps(data))
            self._db.execute("INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?)", row)

    def _is_new(self, topic: str, person: str, sequence: int) -> bool:
        """The sequence of a person only rises, so an event that does not raise it was handled already."""
        row = self._db.execute("SELECT sequence FROM handled WHERE topic = ? AND person = ?", (topic, person)).fetchone()
        if row is not None and row[0] >= sequence:
            return False
        self._db.execute("INSERT OR REPLACE INTO handled VALUES (?, ?, ?)", (topic, person, sequence))
        return True

    def _erase(self, topic: str, person: str) -> None:
        """Nothing of the person stays, and their sequence begins again."""
        self._db.execute("DELETE FROM entities WHERE topic = ? AND person = ?", (topic, person))
        self._db.execute("DELETE FROM handled WHERE topic = ? AND person = ?", (topic, person))
