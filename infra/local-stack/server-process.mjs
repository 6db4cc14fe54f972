import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './log-tail.mjs';

const START_TIMEOUT_MS = 90_000;

/**
 * A server that can be stopped and started again on the same port and data.
 * @typedef {{ readonly pid: number | undefined, stop(signal?: NodeJS.Signals): Promise<void>, start(): Promise<void> }} Server
 */

/**
 * @param {{ name: string, keeper: import('./keeper.mjs').Keeper, command: string, args: string[], logFile: string,
 *   isReady: () => Promise<boolean>, onUnexpectedEnd?: (name: string, logFile: string) => void }} options
 * @returns {Promise<Server>}
 */
export async function startServer({ name, keeper, command, args, logFile, isReady, onUnexpectedEnd }) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;

  async function start() {
    if (child) return;
    const started = keeper.spawn(command, args, { logFile });
    let isUp = false;
    child = started;
    void keeper.exitCode(started).then(() => {
      if (child !== started) return;
      child = undefined;
      if (isUp) onUnexpectedEnd?.(name, logFile);
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (child === started && Date.now() < deadline) {
      isUp = await isReady();
      if (isUp) return;
      await sleep(100);
    }
    await stop();
    throw new Error(`${name} did not start:\n${lastLines(logFile)}`);
  }

  async function stop(signal) {
    const ending = child;
    child = undefined;
    if (ending) await keeper.end(ending, { signal });
  }

  await start();
  return {
    get pid() {
      return child?.pid;
    },
    start,
    stop,
  };
}
