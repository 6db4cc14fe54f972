import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Downloaded once and shared by every run, wherever a run keeps its data. */
export const toolsDir = join(repository, '.tributary', 'tools');

/** What `npm start` keeps between runs. */
export const dataDir = resolve(repository, process.env.TRIBUTARY_DATA_DIR ?? '.tributary');

export const stackEnvFile = join(dataDir, 'stack.env');
export const logsDir = join(dataDir, 'logs');
export const logFile = (name) => join(logsDir, `${name}.log`);

/** @param {string} purpose */
export function temporaryDataDir(purpose) {
  mkdirSync(dataDir, { recursive: true });
  return mkdtempSync(join(dataDir, `${purpose}-${process.pid}-`));
}
