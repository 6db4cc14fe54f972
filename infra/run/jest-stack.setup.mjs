import { pids, serveControl } from '../local-stack/control-server.mjs';
import { startStack } from '../local-stack/start-stack.mjs';
import { held } from './jest-stack.mjs';

/** One stack for a whole Jest run, on ports and data of its own. Jest calls this once, also when several projects name it. */
export default async function startTestStack() {
  const stack = await startStack({ purpose: 'test', onProgress: (line) => process.stderr.write(`${line}\n`) });
  const control = await serveControl(stack);
  held.stop = async () => {
    control.close();
    await stack.stop();
  };
  process.env.KAFKA_BROKERS = stack.kafkaBrokers;
  process.env.MONGODB_URI = stack.mongodbUri;
  process.env.TRIBUTARY_TEST_STACK = JSON.stringify({ kind: stack.kind, ...pids(stack) });
  process.env.TRIBUTARY_STACK_CONTROL = control.url;
}
