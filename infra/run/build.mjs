import { rmSync } from 'node:fs';
import { repository } from '../local-stack/paths.mjs';
import { toolEnv } from './ensure-toolchain.mjs';

/**
 * What has not changed since the last time is taken from the cache.
 * @param {import('../local-stack/keeper.mjs').Keeper} keeper @param {string} [logFile] shown only should the build fail
 */
export async function buildAll(keeper, logFile) {
  if (logFile) rmSync(logFile, { force: true });
  await keeper.run('nx', ['run-many', '-t', 'build', '--outputStyle=static'], {
    cwd: repository,
    env: toolEnv(),
    logFile,
  });
}
