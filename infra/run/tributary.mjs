import { existsSync, readFileSync } from 'node:fs';
import { Keeper } from '../local-stack/keeper.mjs';
import { logFile, stackEnvFile } from '../local-stack/paths.mjs';
import { parseStackEnv } from '../local-stack/stack-env.mjs';
import { buildAll } from './build.mjs';
import { node24, onNode24, relay } from './ensure-toolchain.mjs';
import { mainOf } from './services.mjs';

await onNode24(import.meta.url);

if (!existsSync(mainOf('tributary-cli'))) await build();
process.exit(
  await relay(node24(), [mainOf('tributary-cli'), ...process.argv.slice(2)], { ...runningStack(), ...process.env }),
);

async function build() {
  console.error('Building …');
  const keeper = new Keeper();
  try {
    await buildAll(keeper, logFile('build'));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  } finally {
    await keeper.close();
  }
}

/** What `npm start` runs on; anything set by hand wins. */
function runningStack() {
  return existsSync(stackEnvFile) ? parseStackEnv(readFileSync(stackEnvFile, 'utf8')) : {};
}
