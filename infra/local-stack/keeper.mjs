import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lastLines } from './log-tail.mjs';
import { signalGroup } from './process-group.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string }} RunOptions output goes to the log file, else to ours */

/** Owns child processes and temporary folders, and hands them to a guardian that clears up should we die first. */
export class Keeper {
  /** @type {Set<ChildProcess>} */
  #children = new Set();
  #closed = false;
  #guardian = spawn(process.execPath, [fileURLToPath(new URL('./guardian.mjs', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });

  constructor() {
    this.#guardian.unref();
    this.#guardian.stdin.unref();
    this.#guardian.stdin.on('error', () => undefined);
  }

  /** Alive for as long as anything started here may be. */
  get guardianPid() {
    return this.#guardian.pid;
  }

  /** @param {string} command @param {string[]} args @param {RunOptions} [options] @returns {ChildProcess} */
  spawn(command, args, { cwd, env, logFile } = {}) {
    if (this.#closed) throw new Error(`Stopping; ${command} is not started any more`);
    if (logFile) mkdirSync(dirname(logFile), { recursive: true });
    const output = logFile ? openSync(logFile, 'a') : 'inherit';
    // Not in our group: a Ctrl-C at the terminal must reach us alone, or the servers would go before the services have drained.
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
    if (typeof output === 'number') closeSync(output);
    child.on('error', () => undefined);
    if (child.pid === undefined) return child;
    this.#children.add(child);
    this.#tell({ watch: child.pid });
    child.once('exit', () => {
      this.#children.delete(child);
      this.#tell({ forget: child.pid });
    });
    return child;
  }

  /** Runs a command to its end; rejects with the end of its log unless it succeeds. @param {string} command @param {string[]} args @param {RunOptions} [options] */
  async run(command, args, options = {}) {
    const code = await this.exitCode(this.spawn(command, args, options));
    if (code === 0) return;
    const output = options.logFile ? `\n${lastLines(options.logFile)}` : '';
    throw new Error(`${command} ${args[0] ?? ''} failed (${code ?? 'could not be started'})${output}`);
  }

  /** @param {ChildProcess} child @returns {Promise<number | string | null>} exit code, else signal, else null for a command that does not exist */
  async exitCode(child) {
    if (child.pid === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }

  /** @param {ChildProcess} child @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options] */
  async end(child, { signal = 'SIGTERM', graceMs = 15_000 } = {}) {
    if (!this.#children.has(child)) return;
    const ended = once(child, 'exit');
    signalGroup(child.pid, signal);
    const giveUp = new AbortController();
    const late = sleep(graceMs, 'late', { signal: giveUp.signal }).catch(() => 'cancelled');
    if ((await Promise.race([ended, late])) === 'late') signalGroup(child.pid, 'SIGKILL');
    giveUp.abort();
    await ended;
  }

  /** @param {string} folder removed by the guardian, should the owner not get to it */
  removeAtEnd(folder) {
    this.#tell({ remove: folder });
  }

  /** Ends all that is left and starts nothing more. */
  async close() {
    this.#closed = true;
    await Promise.all([...this.#children].map((child) => this.end(child)));
    this.#guardian.ref();
    this.#guardian.stdin.end();
    await this.exitCode(this.#guardian);
  }

  #tell(message) {
    this.#guardian.stdin.write(`${JSON.stringify(message)}\n`);
  }
}
