import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../local-stack/process-group.mjs';

/**
 * Holds a file for a process, after waiting for whoever holds it; a holder that has died does not count.
 * @param {string} file @param {{ pid: number, waitMs: number, refusal: string }} options
 * @returns {Promise<() => void>} gives it back
 */
export async function claim(file, { pid, waitMs, refusal }) {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + waitMs;
  while (!take(file, pid)) {
    if (!isAlive(holderOf(file))) rmSync(file, { force: true });
    else if (Date.now() > deadline) throw new Error(`${refusal} (if that is not so, delete ${file})`);
    else await sleep(250);
  }
  return () => rmSync(file, { force: true });
}

function take(file, pid) {
  try {
    writeFileSync(file, `${pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
