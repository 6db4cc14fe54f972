import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inheritedEnv, repository, stackAddress } from './config.js';

/** An example subscriber as a process of its own, with a group and a file of its own. */
export class ExampleSubscriber {
  #child: ChildProcess | null = null;
  #output = '';

  /** @param line program and arguments, run in the folder of the example */
  constructor(
    private readonly folder: string,
    private readonly line: readonly [string, ...string[]],
    private readonly group: string,
    private readonly file: string,
  ) {}

  get output(): string {
    return this.#output;
  }

  start(): void {
    const [program, ...options] = this.line;
    const child = spawn(program, options, {
      cwd: join(repository, 'examples', this.folder),
      env: {
        ...inheritedEnv(),
        KAFKA_BROKERS: stackAddress().kafkaBrokers,
        SUBSCRIBER_GROUP: this.group,
        SUBSCRIBER_FILE: this.file,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child = child;
  }

  async kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) throw new Error(`It does not run:\n${this.#output}`);
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
    return child.exitCode;
  }

  /** Whether it has stored anything. */
  get hasBegun(): boolean {
    return existsSync(this.file) && /\bsequence \d/.test(this.#output);
  }

  /** What it holds of a person on a topic. */
  stateOf(topic: string, person: string): unknown[] {
    return this.#query('SELECT data FROM entities WHERE topic = ? AND person = ?', topic, person).map(
      ({ data }) => JSON.parse(String(data)) as unknown,
    );
  }

  /** The sequence up to which it has seen every event of a person, and how many it has seen beyond. */
  seenOf(person: string): { readonly whole: number; readonly ahead: number } {
    const life = person.replace('/', '.');
    const [row] = this.#query('SELECT whole FROM sequences WHERE life = ?', life);
    const [ahead] = this.#query('SELECT count(*) AS n FROM ahead WHERE life = ?', life);
    return { whole: Number(row?.['whole'] ?? 0), ahead: Number(ahead?.['n'] ?? 0) };
  }

  #query(sql: string, ...values: string[]): Record<string, unknown>[] {
    const db = new DatabaseSync(this.file, { readOnly: true });
    try {
      return db.prepare(sql).all(...values);
    } finally {
      db.close();
    }
  }
}
