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
 * @param {'kafka' | 'mongodb'} service @param {import('./start-stack.mjs').DockerContext} context
 * @returns {Promise<{ address: string, stop: () => Promise<unknown> }>}
 */
export async function composeService(service, { keeper, port, onProgress, logsDir }) {
  const running = await probe('docker', [...compose, 'port', service, String(CONTAINER_PORT[service])]);
  if (running) return { address: localAddress(running), stop: () => Promise.resolve() };
  onProgress(`Starting ${service} with Docker Compose …`);
  const stop = () => probe('docker', [...compose, 'stop', service], { timeout: 60_000 });
  const env = { ...process.env, KAFKA_PORT: String(port), MONGODB_PORT: String(port) };
  const options = { cwd: repository, logFile: join(logsDir, `${service}.log`), env };
  try {
    await keeper.run('docker', [...compose, 'up', '--detach', '--wait', service], options);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `127.0.0.1:${port}`, stop };
}

/** @param {string} published as Compose prints it, `0.0.0.0:9092` */
function localAddress(published) {
  return `127.0.0.1:${published.trim().split(':').at(-1)}`;
}

/** @returns {Promise<{ address: string, stop: () => Promise<unknown> }>} */
export async function kafkaContainer() {
  const { KafkaContainer } = (await import('@testcontainers/kafka')).default;
  const container = await new KafkaContainer('confluentinc/cp-kafka:8.0.0')
    .withEnvironment({ KAFKA_MESSAGE_MAX_BYTES: String(20 * 1024 * 1024), KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false' })
    .start();
  return { address: `${container.getHost()}:${container.getMappedPort(9093)}`, stop: () => container.stop() };
}

/** @returns {Promise<{ address: string, stop: () => Promise<unknown> }>} */
export async function mongodbContainer() {
  const { MongoDBContainer } = (await import('@testcontainers/mongodb')).default;
  const container = await new MongoDBContainer('mongo:8.0').start();
  return { address: `${container.getHost()}:${container.getMappedPort(27017)}`, stop: () => container.stop() };
}
