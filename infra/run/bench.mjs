import { join } from 'node:path';
import { Keeper } from '../local-stack/keeper.mjs';
import { NODE_FLAGS } from '../local-stack/node-flags.mjs';
import { logFile, repository } from '../local-stack/paths.mjs';
import { startStack } from '../local-stack/start-stack.mjs';
import { buildAll } from './build.mjs';
import { node24, onNode24, toolEnv } from './ensure-toolchain.mjs';
import { onShutdown } from './shutdown.mjs';

await onNode24(import.meta.url);

const keeper = new Keeper();
onShutdown(() => void end(130));
try {
  await end(await bench());
} catch (error) {
  console.error(error.message);
  await end(1);
}

/** On a stack of its own, so that a number never depends on what an earlier run left behind. */
async function bench() {
  await buildAll(keeper, logFile('build'));
  const stack = await startStack({ purpose: 'bench', keeper, onProgress: (line) => console.error(line) });
  const env = {
    ...toolEnv(),
    NODE_ENV: 'production',
    KAFKA_BROKERS: stack.kafkaBrokers,
    MONGODB_URI: stack.mongodbUri,
  };
  const script = join(repository, 'tools', 'bench', 'main.mjs');
  const code = await keeper.exitCode(
    keeper.spawn(node24(), [...NODE_FLAGS, script, ...process.argv.slice(2)], { env }),
  );
  await stack.stop();
  return code;
}

async function end(code) {
  await keeper.close();
  process.exit(typeof code === 'number' ? code : 1);
}
