import type { Admin } from 'kafkajs';
import { ConfigResourceTypes } from './kafkajs.js';
import { topicNames, type TopicNames } from './topic-names.js';
import { TOPIC_SETTINGS, type TopicSetting } from './topic-settings.js';

export interface TopicCreation {
  /** Of every topic. Choose once: more partitions later send a person's messages elsewhere. */
  readonly partitions: number;
  readonly replicationFactor: number;
}

export interface TopicReport {
  readonly created: readonly string[];
  readonly existing: readonly string[];
  /** Settings of existing topics that differ from the table; they are left as they are. */
  readonly differences: readonly {
    readonly topic: string;
    readonly config: string;
    readonly wanted: string;
    readonly found: string;
  }[];
}

/** Creates the topics of the table that are missing. Existing ones are not touched, only compared. */
export async function createTopics(
  admin: Admin,
  creation: TopicCreation,
  names: TopicNames = topicNames(''),
): Promise<TopicReport> {
  const wanted = TOPIC_SETTINGS.map((topic) => ({ ...topic, name: names.toBroker(topic.name) }));
  const present = new Set(await admin.listTopics());
  const [existing, missing] = partitionBy(wanted, ({ name }) => present.has(name));
  if (missing.length > 0)
    await admin.createTopics({ topics: missing.map((topic) => toRequest(topic, creation)), waitForLeaders: true });
  return {
    created: missing.map(({ name }) => name),
    existing: existing.map(({ name }) => name),
    differences: existing.length === 0 ? [] : await compare(admin, existing),
  };
}

const toRequest = ({ name, configs }: TopicSetting, { partitions, replicationFactor }: TopicCreation) => ({
  topic: name,
  numPartitions: partitions,
  replicationFactor,
  configEntries: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
});

async function compare(admin: Admin, topics: readonly TopicSetting[]): Promise<TopicReport['differences']> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  const found = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
  return topics.flatMap(({ name, configs }) =>
    Object.entries(configs).flatMap(([config, wanted]) => {
      const actual = found.get(name)?.get(config) ?? '';
      return actual === wanted ? [] : [{ topic: name, config, wanted, found: actual }];
    }),
  );
}

function partitionBy<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
