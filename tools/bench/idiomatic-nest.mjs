import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logFile, repository } from '../../infra/local-stack/paths.mjs';
import { freePort } from '../../infra/local-stack/ports.mjs';
import { node24 } from '../../infra/run/ensure-toolchain.mjs';
import { untilAnswering } from './service.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const built = join(repository, '.tributary', 'bench', 'idiomatic-nest');
const swc = join(repository, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');

/** Compiles the rival with the compiler settings of the services and starts it on a free port. @param {import('./lab.mjs').Lab} lab */
export async function startIdiomaticNest({ keeper, env, brokers }) {
  const log = logFile('bench-idiomatic-nest');
  rmSync(log, { force: true });
  const settings = ['--strip-leading-paths', '--config-file', join(repository, '.swcrc'), '--quiet'];
  await keeper.run(node24(), [swc, 'idiomatic-nest', '-d', built, ...settings], { cwd: folder, logFile: log });
  const port = String(await freePort());
  const child = keeper.spawn(node24(), [join(built, 'main.js')], {
    env: { ...env, PORT: port, KAFKA_BROKERS: brokers },
    logFile: log,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(`${url}/health`, child, log);
  return { url, stop: () => keeper.end(child) };
}
