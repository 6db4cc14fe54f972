import { rmSync, writeFileSync } from 'node:fs';
import { Keeper } from '../local-stack/keeper.mjs';
import { lastLines } from '../local-stack/log-tail.mjs';
import { dataDir, logFile, logsDir, stackEnvFile } from '../local-stack/paths.mjs';
import { formatStackEnv } from '../local-stack/stack-env.mjs';
import { startStack } from '../local-stack/start-stack.mjs';
import { bootstrapKey } from './bootstrap-key.mjs';
import { buildAll } from './build.mjs';
import { claim } from './claim.mjs';
import { node24, onNode24 } from './ensure-toolchain.mjs';
import { choosePorts, mainOf, serviceUrls, startServices } from './services.mjs';
import { onShutdown } from './shutdown.mjs';

const USAGE = 'Usage: npm start -- [--no-demo]';

await onNode24(import.meta.url);

const unknown = process.argv.slice(2).filter((argument) => argument !== '--no-demo');
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}\n${USAGE}`);
  process.exit(2);
}
const withDemo = !process.argv.includes('--no-demo');

const keeper = new Keeper();
/** What is to be undone at the end, the latest first. @type {(() => unknown)[]} */
const undo = [() => keeper.close()];
let isStopping = false;

onShutdown(() => void stop(0, 'Stopping …'));
try {
  await run();
} catch (error) {
  await stop(1, error.message);
}

async function run() {
  undo.push(await claimDataDir());
  rmSync(logsDir, { recursive: true, force: true });
  const stack = await startStack({ purpose: 'start', keeper, onProgress: (line) => isStopping || say(line), onUnexpectedEnd });
  undo.push(() => stack.stop());
  say(`Kafka (${stack.kind.kafka}) and MongoDB (${stack.kind.mongodb}) are up`);

  say('Building …');
  await buildAll(keeper, logFile('build'));

  const ports = await choosePorts();
  const urls = serviceUrls(ports);
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    KAFKA_BROKERS: stack.kafkaBrokers,
    MONGODB_URI: stack.mongodbUri,
    TRIBUTARY_BOOTSTRAP_API_KEY: bootstrapKey(dataDir),
    ...ports,
  };
  await keeper.run(node24(), [mainOf('tributary-cli'), 'setup'], { env, logFile: logFile('setup') });

  say('Starting the services …');
  const services = startServices({ keeper, env, ports, onUnexpectedEnd });
  undo.push(() => services.stop());
  await services.ready();

  const facts = formatStackEnv({
    KAFKA_BROKERS: stack.kafkaBrokers,
    MONGODB_URI: stack.mongodbUri,
    ...urls,
    TRIBUTARY_API_KEY: env.TRIBUTARY_BOOTSTRAP_API_KEY,
  });
  writeFileSync(stackEnvFile, facts, { mode: 0o600 });
  undo.push(() => rmSync(stackEnvFile, { force: true }));
  say(`${facts}Tributary is ready`);

  if (withDemo) await demo({ ...env, ...urls, TRIBUTARY_API_KEY: env.TRIBUTARY_BOOTSTRAP_API_KEY });
  say('Ctrl-C stops everything.');
}

async function demo(env) {
  const code = await keeper.exitCode(keeper.spawn(node24(), [mainOf('tributary-cli'), 'demo'], { env }));
  if (code !== 0 && !isStopping) say(`The demo failed (${code}); the services are running all the same.`);
}

function onUnexpectedEnd(name, log) {
  void stop(1, `${name} ended unexpectedly:\n${lastLines(log)}`);
}

async function stop(code, message) {
  if (isStopping) return;
  isStopping = true;
  (code === 0 ? say : console.error)(message);
  for (const step of undo.reverse()) await step();
  process.exit(code);
}

function say(line) {
  console.log(line);
}
