import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** @param {string} command @param {string[]} args @returns {Promise<string | undefined>} what it prints, or nothing when it is missing, fails or hangs */
export async function probe(command, args, { timeout = 10_000 } = {}) {
  try {
    const { stdout, stderr } = await execute(command, args, { timeout, killSignal: 'SIGKILL' });
    return stdout + stderr;
  } catch {
    return undefined;
  }
}
