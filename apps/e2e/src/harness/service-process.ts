import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from '@tributary/testing';
import { NODE_FLAGS } from '../../../../infra/local-stack/node-flags.mjs';
import { repository } from './config.js';

export type ServiceName = 'ingest-gateway' | 'normalizer' | 'deduplicator' | 'query-api';

const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 35_000;
const TAIL_LINES = 40;

/** The built `main.js` of an app. */
export const mainOf = (app: string): string => join(repository, 'apps', app, 'dist', 'main.js');

/** One service as a process of its own; every start has the same port and settings. */
export class ServiceProcess {
  readonly url: string;
  readonly #output: string[] = [];
  #child: ChildProcess | null = null;

  constructor(
    readonly name: ServiceName,
    private readonly env: Readonly<Record<string, string>>,
    port: number,
  ) {
    this.url = `http://127.0.0.1:${String(port)}`;
  }

  /** Everything it wrote in all its lives. */
  get log(): string {
    return this.#output.join('');
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  start(): void {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    const child = spawn(process.execPath, [...NODE_FLAGS, mainOf(this.name)], { env: this.env });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    }
    this.#child = child;
  }

  /** Status of `/health/ready`; 0 when nothing answers. */
  async readiness(): Promise<number> {
    try {
      const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  /** Resolves when `/health/ready` answers this status; fails with the end of the log. */
  async untilReadiness(status: 200 | 503, withinMs = READY_WITHIN_MS): Promise<void> {
    const isSo = async (): Promise<true | null> => ((await this.readiness()) === status ? true : null);
    await waitFor(`${this.name} to answer ${String(status)} to /health/ready`, isSo, withinMs, 100).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${this.tail()}`);
      },
    );
  }

  /** SIGTERM; resolves with the exit code when the process is gone, null when it had to be killed. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (!child || !this.isRunning) throw new Error(`${this.name} does not run:\n${this.tail()}`);
    const killer = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    child.kill('SIGTERM');
    await once(child, 'close');
    clearTimeout(killer);
    return child.exitCode;
  }

  /** SIGKILL: a crash. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /** The last lines of its log, for the message of a failure. */
  tail(): string {
    return `--- ${this.name}\n${this.log.split('\n').slice(-TAIL_LINES).join('\n')}`;
  }
}
