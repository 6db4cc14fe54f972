import { DatabaseSync } from 'node:sqlite';

/** The fields of a product event that this subscriber reads; docs/reference/schemas has all of them. */
export interface ProductEvent {
  readonly id: string;
  readonly type: string;
  readonly op: 'created' | 'updated' | 'deleted';
  readonly origin: string;
  readonly tenant: string;
  readonly userId: string;
  readonly entityId?: string;
  readonly sequence: number;
  readonly data: unknown;
}

export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  /** null: the entity of the key is gone. */
  readonly value: string | null;
}

/** Instances on one machine may share the file: each waits while another one writes. */
const TABLES = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS positions (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition));
  CREATE TABLE IF NOT EXISTS handled (topic TEXT, person TEXT, sequence INTEGER, PRIMARY KEY (topic, person));
  CREATE TABLE IF NOT EXISTS entities (topic TEXT, key TEXT, person TEXT, data TEXT, PRIMARY KEY (topic, key));
  CREATE TABLE IF NOT EXISTS sequences (life TEXT PRIMARY KEY, whole INTEGER);
  CREATE TABLE IF NOT EXISTS ahead (life TEXT, sequence INTEGER, PRIMARY KEY (life, sequence));`;

/** Its messages carry changes to many samples. */
const SAMPLES = 'samples.v1';

interface SampleChanges {
  readonly changes: readonly { readonly op: string; readonly sample: { readonly id: string } }[];
}

/**
 * State and position in one database, changed in one transaction: after a crash or a rebalance the position says exactly
 * what the state holds.
 */
export class SubscriberStore {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec(TABLES);
  }

  /** Offset of the next message of a partition; null when none was ever handled. */
  positionOf(topic: string, partition: number): bigint | null {
    const row = this.#db.prepare('SELECT next FROM positions WHERE topic = ? AND partition = ?').get(topic, partition);
    return row === undefined ? null : BigInt(String(row['next']));
  }

  /** Applies messages of one partition in their order. Returns the events that were never handled before. */
  apply(messages: readonly Message[]): readonly ProductEvent[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const news = messages.map((message) => this.#applyOne(message)).filter((event) => event !== null);
      this.#db.exec('COMMIT');
      return news;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  countOf(topic: string): number {
    return Number(this.#db.prepare('SELECT count(*) AS n FROM entities WHERE topic = ?').get(topic)?.['n']);
  }

  /** Events that are known to exist and were not seen yet: 0 whenever all topics are read to their end. */
  missing(): number {
    const rows = this.#db
      .prepare(
        'SELECT max(a.sequence) - s.whole - count(*) AS n FROM sequences s JOIN ahead a ON a.life = s.life GROUP BY s.life',
      )
      .all();
    return rows.reduce((sum, row) => sum + Number(row['n']), 0);
  }

  #applyOne({ topic, partition, offset, key, value }: Message): ProductEvent | null {
    if (offset < (this.positionOf(topic, partition) ?? 0n)) return null;
    this.#run('INSERT OR REPLACE INTO positions VALUES (?, ?, ?)', topic, partition, Number(offset) + 1);
    if (value === null) {
      this.#run('DELETE FROM entities WHERE topic = ? AND key = ?', topic, key);
      return null;
    }
    const event = JSON.parse(value) as ProductEvent;
    const person = `${event.tenant}/${event.userId}`;
    this.#noteSequence(event);
    if (event.type === 'user.erased') {
      this.#erase(topic, person);
      return event;
    }
    this.#keepState(topic, key, person, event);
    return this.#isNew(topic, person, event) ? event : null;
  }

  /** The last value of a key wins, as in compaction: a repeat is always followed by everything that came after it. */
  #keepState(topic: string, key: string, person: string, { op, data }: ProductEvent): void {
    if (topic !== SAMPLES) return this.#keep(topic, key, person, op, data);
    for (const change of (data as SampleChanges).changes)
      this.#keep(topic, `${person}/${change.sample.id}`, person, change.op, change.sample);
  }

  #keep(topic: string, key: string, person: string, op: string, data: unknown): void {
    if (op === 'deleted') this.#run('DELETE FROM entities WHERE topic = ? AND key = ?', topic, key);
    else this.#run('INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?)', topic, key, person, JSON.stringify(data));
  }

  /** The sequence has no gap over all product topics, which are read side by side: what comes early waits. */
  #noteSequence({ id, sequence }: ProductEvent): void {
    // An id ends in the sequence; what stands before it is another after the person was erased.
    const life = id.slice(0, -`.${String(sequence)}`.length);
    let whole = Number(this.#db.prepare('SELECT whole FROM sequences WHERE life = ?').get(life)?.['whole'] ?? 0);
    if (sequence <= whole) return;
    this.#run('INSERT OR IGNORE INTO ahead VALUES (?, ?)', life, sequence);
    const take = this.#db.prepare('DELETE FROM ahead WHERE life = ? AND sequence = ?');
    while (take.run(life, whole + 1).changes > 0) whole += 1;
    this.#run('INSERT OR REPLACE INTO sequences VALUES (?, ?)', life, whole);
  }

  /** The sequence of a person only rises, so an event that does not raise it was handled already. */
  #isNew(topic: string, person: string, { sequence }: ProductEvent): boolean {
    const row = this.#db.prepare('SELECT sequence FROM handled WHERE topic = ? AND person = ?').get(topic, person);
    if (row !== undefined && Number(row['sequence']) >= sequence) return false;
    this.#run('INSERT OR REPLACE INTO handled VALUES (?, ?, ?)', topic, person, sequence);
    return true;
  }

  /** Nothing of the person stays, and their sequence begins again. */
  #erase(topic: string, person: string): void {
    this.#run('DELETE FROM entities WHERE topic = ? AND person = ?', topic, person);
    this.#run('DELETE FROM handled WHERE topic = ? AND person = ?', topic, person);
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#db.prepare(sql).run(...values);
  }
}
