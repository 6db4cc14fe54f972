import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fetchOnce } from '../../infra/local-stack/fetch-once.mjs';

const VERSION = '4.32.5';
const START = 'from schemathesis.cli import schemathesis; schemathesis()';

/** Fetched once with pip. @returns {Promise<string>} the folder of its packages */
export const fetchSchemathesis = () =>
  fetchOnce(`schemathesis-${VERSION}`, async (folder) => {
    const packages = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--retries',
      '1',
      '--target',
      folder,
      `schemathesis==${VERSION}`,
    ];
    const status = await python(packages, {}, ['ignore', 'ignore', 'inherit']);
    if (status !== 0) throw new Error('Python 3 with pip is needed: schemathesis could not be fetched');
  });

/**
 * @param {string} packages folder of `fetchSchemathesis` @param {string} folder where it keeps what it learns
 * @param {readonly string[]} options @returns {Promise<boolean>} whether it found nothing
 */
export async function runSchemathesis(packages, folder, options) {
  const env = { PYTHONPATH: packages, COLUMNS: '120' };
  return (await python(['-c', START, ...options], env, 'inherit', folder)) === 0;
}

/** @returns {Promise<number>} exit code; 127 where there is no Python */
async function python(options, env, stdio, cwd = process.cwd()) {
  const child = spawn('python3', options, { cwd, stdio, env: { ...process.env, ...env } });
  const [code] = await once(child, 'close').catch(() => [127]);
  return code ?? 1;
}
