/** Runs on whatever Node the machine has, before anything is installed: Node's own modules only. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repository } from '../local-stack/paths.mjs';
import { claim } from './claim.mjs';
import { onShutdown } from './shutdown.mjs';

const NODE_AT_LEAST = 24;
const bin = join(repository, 'node_modules', '.bin');

/** @returns {string} the Node this project runs on, which it installs itself */
export function node24() {
  const installed = join(bin, 'node');
  return existsSync(installed) ? realpathSync(installed) : process.execPath;
}

/** @returns {NodeJS.ProcessEnv} where `node`, `nx` and the rest are the installed ones */
export function toolEnv() {
  return { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), NX_DAEMON: 'false', NX_TUI: 'false' };
}

/**
 * Every script's first line. Installs what the lock file asks for and is not there, and goes on under Node 24: in this
 * process if it is one already, else in a child that this call waits for and never returns from.
 * @param {string} script its import.meta.url
 */
export async function onNode24(script) {
  if (!isInstalled()) await installAlone();
  if (Number(process.versions.node.split('.')[0]) >= NODE_AT_LEAST) return;
  process.exit(await relay(node24(), [fileURLToPath(script), ...process.argv.slice(2)], toolEnv()));
}

/** Whether each package of the lock file is installed in its version; npm notes what it installed in a lock file of its own. */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const present = lockedPackages(join('node_modules', '.package-lock.json'));
  if (!present || !existsSync(join(bin, 'node'))) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return path in present ? present[path].version === version : Boolean(optional);
  });
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }> | undefined} */
function lockedPackages(file) {
  const path = join(repository, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

async function installAlone() {
  const claimed = { pid: process.pid, waitMs: 600_000, refusal: 'Another command is installing the dependencies' };
  const release = await claim(join(repository, '.tributary', 'install.pid'), claimed);
  if (!isInstalled()) await install();
  release();
}

async function install() {
  let isEnding = false;
  onShutdown(() => (isEnding = true));
  // npm has to run on the machine's Node: the one in node_modules is replaced under its feet.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const env = { ...process.env, PATH: path.join(delimiter) };
  /** Nor may its output mix with that of the command. @type {import('node:child_process').SpawnOptions} */
  const options = { cwd: repository, stdio: ['inherit', 2, 'inherit'] };

  console.error('Installing the dependencies (npm ci) …');
  let code = await relay('npm', ['ci'], env, options);
  if (code !== 0 && !isEnding) {
    // A registry that lacks a package meant for some other platform is an error to `npm ci` only.
    console.error('That did not work; trying npm install …');
    code = await relay('npm', ['install', '--no-save'], env, options);
  }
  if (code !== 0) process.exit(code);
}

/**
 * Runs a command in the place of this process: on its terminal, with the signals meant for it.
 * @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} its exit code
 */
export async function relay(command, args, env, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', env, ...options });
  onShutdown((signal) => child.kill(signal));
  const [code, signal] = await once(child, 'exit');
  return code ?? 128 + constants.signals[signal];
}
