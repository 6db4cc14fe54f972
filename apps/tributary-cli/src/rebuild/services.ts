import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommandRefusal } from '../refusal.js';

const SERVICES = ['normalizer', 'deduplicator'] as const;
/** As in infra/local-stack/node-flags.mjs, which no app may import. */
const FLAGS = ['--enable-source-maps', '--max-old-space-size=1024', '--max-semi-space-size=32'];

const mainOf = (service: string): string => fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));

/** Whether the built services lie beside this command, as in a clone; an image has one app only. */
export const canRunServices = (): boolean => SERVICES.every((service) => existsSync(mainOf(service)));

/** The two services of a rebuild as children of this command. */
export class RebuildServices {
  readonly #children: readonly ChildProcess[];
  #stopping = false;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#children = SERVICES.map((service) =>
      spawn(process.execPath, [...FLAGS, mainOf(service)], { env, stdio: ['ignore', 'ignore', 'inherit'] }),
    );
  }

  /** @throws Error when one of them has ended by itself. */
  check(): void {
    if (this.#stopping) return;
    const ended = SERVICES.filter((_, i) => this.#children[i]?.exitCode !== null);
    if (ended.length > 0) throw new CommandRefusal(`${ended.join(' and ')} ended by itself; its log says why.`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const closed = once(child, 'exit');
        child.kill('SIGTERM');
        await closed;
      }),
    );
  }
}
