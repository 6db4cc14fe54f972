import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { composeService, dockerAnswers, kafkaContainer, mongodbContainer } from './docker.mjs';
import { Keeper } from './keeper.mjs';
import { startNativeKafka } from './native-kafka.mjs';
import { startNativeMongodb } from './native-mongodb.mjs';
import { dataDir as keptDataDir, temporaryDataDir } from './paths.mjs';
import { choosePort } from './ports.mjs';
import { withDatabase } from './stack-env.mjs';

/**
 * @typedef {'start' | 'test' | 'bench'} Purpose `start` keeps its data and prefers the usual ports, the others leave nothing
 * @typedef {'given' | 'docker' | 'native'} Kind
 * @typedef {{ purpose: Purpose, dataDir?: string, kafkaPort?: number, mongodbPort?: number, keeper?: Keeper,
 *   onProgress?: (line: string) => void, onUnexpectedEnd?: (name: string, logFile: string) => void }} StackOptions
 * @typedef {import('./server-process.mjs').Server} Server
 * @typedef {{ kafkaBrokers: string, mongodbUri: string, kind: { kafka: Kind, mongodb: Kind }, stop(): Promise<void>,
 *   kafka: Server | null, mongodb: Server | null }} Stack the servers are there to be stopped and started only where they are native
 * @typedef {{ dataDir: string, logsDir: string, port: number, keeper: Keeper, onProgress: (line: string) => void,
 *   onUnexpectedEnd?: (name: string, logFile: string) => void }} NativeContext
 * @typedef {NativeContext} DockerContext
 * @typedef {{ kind: Kind, address: string, stop: () => Promise<unknown>, server: Server | null }} Source
 */

/** @param {StackOptions} options @returns {Promise<Stack>} */
export async function startStack({
  purpose,
  dataDir,
  kafkaPort,
  mongodbPort,
  keeper,
  onProgress = () => undefined,
  onUnexpectedEnd,
}) {
  const ownKeeper = keeper ?? new Keeper();
  const isKept = purpose === 'start';
  const isTemporary = !isKept && dataDir === undefined;
  const folder = dataDir ?? (isKept ? keptDataDir : temporaryDataDir(purpose));
  if (isTemporary) ownKeeper.removeAtEnd(folder);
  const context = { dataDir: folder, logsDir: join(folder, 'logs'), keeper: ownKeeper, onProgress, onUnexpectedEnd };

  const isTaken = { kafka: Boolean(process.env.KAFKA_BROKERS), mongodb: Boolean(process.env.MONGODB_URI) };
  const useDocker =
    process.env.TRIBUTARY_STACK !== 'native' && !(isTaken.kafka && isTaken.mongodb) && (await dockerAnswers());
  const usual = (name, asked, preferred) => (isKept ? { asked: asked ?? process.env[name], preferred } : { asked });
  const ports = {
    kafka: await choosePort(usual('KAFKA_PORT', kafkaPort, 9092)),
    mongodb: await choosePort(usual('MONGODB_PORT', mongodbPort, 27017)),
  };

  const outcomes = await Promise.allSettled([
    kafkaSource({ ...context, port: ports.kafka, purpose, useDocker }),
    mongodbSource({ ...context, port: ports.mongodb, purpose, useDocker }),
  ]);
  const sources = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));

  async function stop() {
    await Promise.all(sources.map((source) => source.stop()));
    if (!keeper) await ownKeeper.close();
    if (isTemporary) rmSync(folder, { recursive: true, force: true });
  }

  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.message] : []));
  if (failures.length > 0) {
    await stop();
    throw new Error(failures.join('\n'));
  }
  const [kafka, mongodb] = sources;
  return {
    kafkaBrokers: kafka.address,
    mongodbUri: withDatabase(mongodb.address),
    kind: { kafka: kafka.kind, mongodb: mongodb.kind },
    kafka: kafka.server,
    mongodb: mongodb.server,
    stop,
  };
}

/** @param {NativeContext & { purpose: Purpose, useDocker: boolean }} options @returns {Promise<Source>} */
async function kafkaSource({ purpose, useDocker, ...context }) {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { kind: 'given', address: given, stop: () => Promise.resolve(), server: null };
  if (useDocker) {
    try {
      const container = await (purpose === 'start' ? composeService('kafka', context) : kafkaContainer());
      return { kind: 'docker', server: null, ...container };
    } catch (error) {
      context.onProgress(`Kafka in Docker did not start, trying without: ${error.message}`);
    }
  }
  try {
    const { brokers, server } = await startNativeKafka(context);
    return { kind: 'native', address: brokers, stop: () => server.stop(), server };
  } catch (error) {
    throw new Error(`Kafka could not be started: ${error.message}\n${KAFKA_REMEDIES}`);
  }
}

/** @param {NativeContext & { purpose: Purpose, useDocker: boolean }} options @returns {Promise<Source>} */
async function mongodbSource({ purpose, useDocker, ...context }) {
  const given = process.env.MONGODB_URI;
  if (given) return { kind: 'given', address: given, stop: () => Promise.resolve(), server: null };
  if (useDocker) {
    try {
      const { address, stop } = await (purpose === 'start' ? composeService('mongodb', context) : mongodbContainer());
      return { kind: 'docker', address: `mongodb://${address}/?directConnection=true`, stop, server: null };
    } catch (error) {
      context.onProgress(`MongoDB in Docker did not start, trying without: ${error.message}`);
    }
  }
  try {
    const { uri, server } = await startNativeMongodb(context);
    return { kind: 'native', address: uri, stop: () => server.stop(), server };
  } catch (error) {
    throw new Error(`MongoDB could not be started: ${error.message}\n${MONGODB_REMEDIES}`);
  }
}

const KAFKA_REMEDIES = `One of these is enough:
  - set KAFKA_BROKERS to a running Kafka, 3.8 or newer
  - start Docker
  - install Java 17 or newer and Maven`;

const MONGODB_REMEDIES = `One of these is enough:
  - set MONGODB_URI to a running MongoDB replica set, 6.0 or newer
  - start Docker
  - install mongod, 6.0 or newer, or (on Linux x86-64) Python 3 with pip`;
