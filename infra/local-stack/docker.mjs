import { join } from 'node:path';
import { repository } from './paths.mjs';
import { probe } from './probe.mjs';

/** @returns {Promise<boolean>} */
export async function dockerAnswers() {
  return (await probe('docker', ['version', '--format', '{{.Server.Version}}'])) !== undefined;
}

const CONTAINER_PORT = { kafka: 9092, mongodb: 27017 };
const compose = ['compose', '--file', join(repository, 'docker-compose.yml')];

/**
 * One that was running is used and left running.
 * @param {'kafka' | 'mongodb'} service @param {import('./start-stack.mjs').DockerContext} context
 * @returns {Promise<{ address: string, stop: () => Promise<unknown> }>}
 */
export async function composeService(service, { keeper, port, onProgress, logsDir }) {
  const running = await probe('docker', [...compose, 'port', service, String(CONTAINER_PORT[service])]);
  const env = { ...process.env, KAFKA_PORT: String(port), MONGODB_PORT: String(port) };
  const options = { cwd: repository, logFile: join(logsDir, `${service}.log`), env };
  const run = (...command) => keeper.run('docker', [...compose, ...command, service], options);
  const stop = async () => {
    if (!running) await probe('docker', [...compose, 'stop', service], { timeout: 60_000 });
  };
  try {
    if (!running) {
      onProgress(`Starting ${service} with Docker Compose …`);
      await inTurn(() => run('create'));
    }
    await run('up', '--detach', '--wait', '--no-recreate');
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: running ? localAddress(running) : `127.0.0.1:${port}`, stop };
}

let lastInTurn = Promise.resolve();

/**
 * Whoever comes first creates the project's network. Two at a time would create two of the same name, and Docker would then
 * start no container in either, nor the next time.
 * @template T @param {() => Promise<T>} step @returns {Promise<T>}
 */
function inTurn(step) {
  const turn = lastInTurn.then(step);
  lastInTurn = turn.catch(() => undefined);
  return turn;
}

/** @param {string} published as Compose prints it, `0.0.0.0:9092` */
function localAddress(published) {
  return `127.0.0.1:${published.trim().split(':').at(-1)}`;
}

/** @returns {Promise<{ address: string, stop: () => Promise<unknown> }>} */
export async function kafkaContainer() {
  const { KafkaContainer } = (await import('@testcontainers/kafka')).default;
  const { Wait } = (await import('testcontainers')).default;
  const container = await new KafkaContainer('confluentinc/cp-kafka:8.0.0')
    .withEnvironment({ KAFKA_MESSAGE_MAX_BYTES: String(20 * 1024 * 1024), KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' })
    // Without one of our own it waits for no more than its starting script, a few seconds before the broker answers.
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start();
  return { address: `${container.getHost()}:${container.getMappedPort(9093)}`, stop: () => container.stop() };
}

/** @returns {Promise<{ address: string, stop: () => Promise<unknown> }>} */
export async function mongodbContainer() {
  const { MongoDBContainer } = (await import('@testcontainers/mongodb')).default;
  const container = await new MongoDBContainer('mongo:8.0').start();
  return { address: `${container.getHost()}:${container.getMappedPort(27017)}`, stop: () => container.stop() };
}
