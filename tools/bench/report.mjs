import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../infra/local-stack/paths.mjs';

const folder = join(repository, '.tributary', 'bench');

/** @typedef {{ row: string, mix: string, what: string, value: number, target: string, ratio?: number, details: object }} Row */

/** @param {object} machine */
export function printMachine({ packages, ...machine }) {
  for (const [name, value] of Object.entries({ ...machine, ...packages })) console.log(`${name.padEnd(14)} ${value}`);
  console.log('');
}

/** @param {Row} result */
export function printRow({ row, mix, what, value, target, ratio, details }) {
  const times = ratio === undefined ? '' : `, ${ratio.toFixed(1)} × the idiomatic Nest app`;
  console.log(
    `${row.padEnd(11)} ${mix.padEnd(22)} ${value.toLocaleString('en').padStart(9)}  ${what}${times} (target ${target})`,
  );
  for (const [name, detail] of Object.entries(details)) console.log(`${' '.repeat(28)}${name}: ${short(detail)}`);
}

const short = (value) =>
  JSON.stringify(value, (_, item) => (typeof item === 'number' ? Number(item.toPrecision(4)) : item))
    .replaceAll('"', '')
    .replaceAll(',', ', ');

/** @param {object} machine @param {Row[]} rows @returns {string} the file */
export function keepResults(machine, rows) {
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const file = join(folder, `${at.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ at, machine, rows }, null, 2)}\n`);
  return file;
}
