import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerIsUp } from './broker-probe.mjs';
import { findJava, kafkaJars } from './kafka-jars.mjs';
import { freePort } from './ports.mjs';
import { startServer } from './server-process.mjs';

const CLUSTER_ID = 'VHJpYnV0YXJ5TG9jYWxTdA';

/** Serial collection starts faster and leaves more of two cores to the services, at the same throughput (measured with 100 KB records). */
const JVM = ['-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];

/** @param {import('./start-stack.mjs').NativeContext} context */
export async function startNativeKafka({ dataDir, logsDir, port, keeper, onProgress, onUnexpectedEnd }) {
  const java = await findJava();
  const kafka = await kafkaJars({ keeper, onProgress });
  const logFile = join(logsDir, 'kafka.log');
  const folder = join(dataDir, 'kafka');
  const properties = join(folder, 'server.properties');
  mkdirSync(folder, { recursive: true });
  writeFileSync(properties, serverProperties({ folder, port, controllerPort: await freePort() }));

  const logging = `-Dlog4j2.configurationFile=${join(kafka, 'log4j2.xml')}`;
  const classes = ['-cp', join(kafka, 'lib', '*')];
  if (!existsSync(join(folder, 'log', 'meta.properties'))) {
    const format = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties, '--ignore-formatted'];
    await keeper.run(java, ['-XX:TieredStopAtLevel=1', ...JVM, logging, ...classes, ...format], { logFile });
  }

  const server = await startServer({
    name: 'kafka',
    keeper,
    command: java,
    args: ['-Xmx512m', ...JVM, logging, ...classes, 'kafka.Kafka', properties],
    logFile,
    isReady: () => brokerIsUp(port),
    onUnexpectedEnd,
  });
  return { brokers: `127.0.0.1:${port}`, server };
}

/** @param {{ folder: string, port: number, controllerPort: number }} options */
function serverProperties({ folder, port, controllerPort }) {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': join(folder, 'log'),
    'auto.create.topics.enable': false,
    'group.initial.rebalance.delay.ms': 0,
    // A raw batch may be 16 MiB before the envelope of the record.
    'message.max.bytes': 20 * 1024 * 1024,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    // The default takes a quarter of the heap given above.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
