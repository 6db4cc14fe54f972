import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../local-stack/process-group.mjs';

const CLEAR_UP_WITHIN_MS = 20_000;

/**
 * One run at a time may use a data folder. The claim is held by the guardian: it outlives a run that was killed until all
 * that run had started is gone too.
 * @param {string} dataDir @param {number} guardianPid @returns {Promise<() => void>} gives the folder back
 */
export async function claimDataDir(dataDir, guardianPid) {
  const file = join(dataDir, 'run.pid');
  mkdirSync(dataDir, { recursive: true });
  const deadline = Date.now() + CLEAR_UP_WITHIN_MS;
  while (isHeld(file)) {
    if (Date.now() > deadline) throw new Error(`Another "npm start" is using ${dataDir} (if not, delete ${file})`);
    await sleep(250);
  }
  writeFileSync(file, `${guardianPid}\n`);
  return () => rmSync(file, { force: true });
}

function isHeld(file) {
  return existsSync(file) && isAlive(Number(readFileSync(file, 'utf8')));
}
