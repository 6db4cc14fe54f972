import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  undo.push(await next(claimDataDir()));
  rmSync(logsDir, { recursive: true, force: true });
  const stack = await next(kafkaAndMongodb());

  say('Building …');
  await next(buildAll(keeper, logFile('build')));

  const ports = await next(choosePorts());
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    KAFKA_BROKERS: stack.kafkaBrokers,
    MONGODB_URI: stack.mongodbUri,
    TRIBUTARY_BOOTSTRAP_API_KEY: bootstrapKey(dataDir),
    ...ports,
  };
  await next(keeper.run(node24(), [mainOf('tributary-cli'), 'setup'], { env, logFile: logFile('setup') }));

  say('Starting the services …');
  const services = startServices({ keeper, env, ports, onUnexpectedEnd });
  undo.push(() => services.stop());
  await next(services.ready());

  const facts = {
    KAFKA_BROKERS: stack.kafkaBrokers,
    MONGODB_URI: stack.mongodbUri,
    ...serviceUrls(ports),
    TRIBUTARY_API_KEY: env.TRIBUTARY_BOOTSTRAP_API_KEY,
  };
  writeFileSync(stackEnvFile, formatStackEnv(facts), { mode: 0o600 });
  undo.push(() => rmSync(stackEnvFile, { force: true }));
  say(`${formatStackEnv(facts)}Tributary is ready`);

  if (withDemo) await next(demo({ ...env, ...facts }));
  say('Ctrl-C stops everything.');
}

/** Waits for a step, and goes no further once the end has begun. @template T @param {Promise<T>} step @returns {Promise<T>} */
async function next(step) {
  const result = await step;
  return isStopping ? new Promise(() => undefined) : result;
}

/** The guardian holds the claim: it outlives a run that was killed, until all that run had started is gone too. */
function claimDataDir() {
  const refusal = `Another "npm start" is using ${dataDir}`;
  return claim(join(dataDir, 'run.pid'), { pid: keeper.guardianPid, waitMs: 20_000, refusal });
}

async function kafkaAndMongodb() {
  const starting = startStack({
    purpose: 'start',
    keeper,
    onProgress: (line) => isStopping || say(line),
    onUnexpectedEnd,
  });
  let isUp = false;
  undo.push(async () => {
    if (!isUp) await keeper.close();
    await starting.then((stack) => stack.stop()).catch(() => undefined);
  });
  const stack = await starting;
  isUp = true;
  say(`Kafka (${stack.kind.kafka}) and MongoDB (${stack.kind.mongodb}) are up`);
  return stack;
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
