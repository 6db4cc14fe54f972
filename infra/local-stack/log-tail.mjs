import { existsSync, readFileSync } from 'node:fs';

/** @param {string} file @param {number} [count] */
export function lastLines(file, count = 25) {
  if (!existsSync(file)) return '(no output)';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
