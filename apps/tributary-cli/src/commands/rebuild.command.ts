import type { Command } from 'commander';
import { TOPICS } from '@tributary/contracts';
import type { KafkaClient } from '@tributary/kafka';
import { openStore, type Store } from '@tributary/store';
import { childEnvironment, type Config } from '../config.js';
import { print, withKafka, withStore } from '../installation.js';
import { adoptFeed } from '../rebuild/adopt-feed.js';
import { compare, type Comparison } from '../rebuild/compare.js';
import { canRunServices, RebuildServices } from '../rebuild/services.js';
import { prepareTarget } from '../rebuild/target.js';
import { untilCaughtUp } from '../rebuild/until-caught-up.js';
import { CommandRefusal } from '../refusal.js';

interface Options {
  readonly database: string;
  readonly services: boolean;
  readonly finish?: boolean;
}

/** Where a rebuild goes: a database, topics and consumer groups of its own. */
interface Target {
  readonly uri: string;
  readonly prefix: string;
  readonly groups: string;
}

const DATABASE = /^[A-Za-z0-9_-]{1,60}$/;

function targetOf({ mongodbUri }: Config, database: string): Target {
  if (!DATABASE.test(database)) throw new CommandRefusal('A database is named with letters, digits, _ and -.');
  const uri = mongodbUri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?/, `$1/${database}`);
  if (uri === mongodbUri) throw new CommandRefusal('The target is the database of the installation. Name another one.');
  return { uri, prefix: `rebuild-${database}.`, groups: `rebuild-${database}-` };
}

const settingsOf = ({ uri, prefix, groups }: Target): Record<string, string> => ({
  MONGODB_URI: uri,
  TRIBUTARY_TOPIC_PREFIX: prefix,
  NORMALIZER_GROUP: `${groups}normalizer`,
  DEDUPLICATOR_GROUP: `${groups}deduplicator`,
  NORMALIZER_PORT: '0',
  DEDUPLICATOR_PORT: '0',
});

/** What retention has removed cannot come back. */
async function checkSources(kafka: KafkaClient): Promise<void> {
  for (const { name } of [TOPICS.rawBatches, TOPICS.rawBatchesBackfill]) {
    const removed = await kafka.removedFrom(name);
    print(
      `check\t${name}\t${removed === 0 ? 'whole' : `${String(removed)} messages are gone: what they brought is lost`}`,
    );
  }
}

function startServices(config: Config, target: Target, wanted: boolean): RebuildServices | null {
  const settings = settingsOf(target);
  if (wanted && canRunServices())
    return new RebuildServices(childEnvironment({ ...settings, KAFKA_BROKERS: config.kafkaBrokers.join(',') }));
  print('start a normalizer and a deduplicator with these settings beside those of the installation:');
  for (const [name, value] of Object.entries(settings)) if (name !== 'MONGODB_URI') print(`  ${name}=${value}`);
  print('  MONGODB_URI: that of the installation with the target database');
  return null;
}

/** One line whenever what is left has changed. */
function tellChanges(): (left: ReadonlyMap<string, number>) => void {
  let last = '';
  return (left) => {
    const text = Array.from(left, ([group, lag]) => `${group} ${String(lag)}`).join(', ');
    if (text !== last) print(`left\t${text}`);
    last = text;
  };
}

async function catchUp(config: Config, target: Target, { services }: Options): Promise<void> {
  const running = startServices(config, target, services);
  try {
    const rebuilt = { ...config, topicPrefix: target.prefix };
    await withKafka(rebuilt, (kafka) => untilCaughtUp(kafka, target.groups, () => running?.check(), tellChanges()));
  } finally {
    await running?.stop();
  }
}

function report({ equal, different, counts }: Comparison): void {
  for (const [kind, [before, after]] of counts) print(`compare\t${kind}\t${String(before)}\t${String(after)}`);
  print(`people\t${String(equal.length)} equal\t${String(different.length)} different`);
  for (const { user, kinds } of different) print(`different\t${user}\t${kinds.join(', ') || 'content only'}`);
}

async function finish(config: Config, target: Target, stores: readonly [Store, Store], { equal }: Comparison) {
  for (const user of equal) await adoptFeed(...stores, user);
  print(`change feed\tadopted for ${String(equal.length)} people`);
  const deleted = await withKafka({ ...config, topicPrefix: target.prefix }, (kafka) => kafka.deletePrefixedTopics());
  print(`topics\t${String(deleted.length)} of the rebuild deleted`);
}

async function rebuild(config: Config, options: Options): Promise<void> {
  const target = targetOf(config, options.database);
  await withKafka(config, checkSources);
  await withKafka({ ...config, topicPrefix: target.prefix }, (kafka) =>
    kafka.createTopics({ partitions: config.partitions, replicationFactor: config.replicationFactor }),
  );
  await withStore(config, async (before) => {
    const after = await openStore({ uri: target.uri });
    try {
      print(`target\t${options.database}\t${await prepareTarget(before, after, target.prefix)}`);
      await catchUp(config, target, options);
      const result = await compare(before, after);
      report(result);
      if (options.finish) await finish(config, target, [before, after], result);
      if (result.different.length > 0) process.exitCode = 1;
    } finally {
      await after.close();
    }
  });
}

/** `rebuild`: everything from the raw topics into an empty database, beside the running installation. */
export function addRebuild(program: Command, config: Config): void {
  program
    .command('rebuild')
    .description('rebuild from the raw topics into an empty database and compare; run again, it goes on')
    .requiredOption('--database <name>', 'the database to fill, on the server of MONGODB_URI')
    .option('--no-services', 'do not run the services of the rebuild, only say how to')
    .option('--finish', 'with the services of the installation stopped: adopt the change feed, delete the topics')
    .action((options: Options) => rebuild(config, options));
}
