import { randomUUID } from 'node:crypto';
import { TOPICS, userKey, type UserKey } from '@tributary/contracts';
import { connectKafka, type KafkaClient, type OutgoingMessage } from '@tributary/kafka';
import { createLogger, createMetrics, HealthRegistry } from '@tributary/observability';
import type { Store } from '@tributary/store';
import { waitFor } from '@tributary/testing';
import { createDeduplicatorPipeline } from '../deduplicator.pipeline.js';
import { pipelineDependencies } from '../dependencies.js';
import { deliveriesOf } from './deliveries.js';
import { aTestStore, dropTestStore } from './in-process-deduplicator.js';
import { personMonth } from './person-month.js';
import { compactedTopics, personState } from './person-state.js';

/** People who live the month, each in an order of their own, over each number of partitions. */
const PEOPLE = Number(process.env['PROOF_PEOPLE'] ?? 3);
const SEED = Number(process.env['PROOF_SEED'] ?? 20261025);
const DAYS = Number(process.env['PROOF_DAYS'] ?? 10);
const PARTITIONS = [1, 3, 12];
const RECORDS = TOPICS.canonicalRecords.name;
const COMPACTED = [TOPICS.workouts, TOPICS.sleepSessions, TOPICS.dailySummaries, TOPICS.categoricalEvents];

/** A client whose product topics are its own. */
const connect = (topicPrefix: string): KafkaClient =>
  connectKafka({
    brokers: (process.env['KAFKA_BROKERS'] ?? '').split(','),
    clientId: 'partitions-proof',
    logger: createLogger('partitions-proof', { level: 'silent' }),
    metrics: createMetrics('partitions-proof'),
    health: new HealthRegistry(),
    topicPrefix,
  });

const userIdOf = (person: number): string => `u${String(person)}`;

/** The batches of everybody, one of each in turn, as messages. */
function messagesOf(partitions: number): OutgoingMessage[] {
  const queues = Array.from({ length: PEOPLE }, (_, person) => {
    const { batches } = personMonth(SEED, userIdOf(person), '2026-10-19', DAYS);
    const user = userKey('demo', userIdOf(person));
    return deliveriesOf(batches, SEED, partitions * 1_000 + person)
      .flat()
      .map((run) => ({ topic: RECORDS, userKey: user, key: user, value: JSON.stringify(run), headers: {} }));
  });
  const longest = Math.max(...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue[at] ?? [])).flat();
}

/** What the compacted topics of a client hold of each person. */
async function topicsOf(kafka: KafkaClient): Promise<(user: UserKey) => unknown> {
  const messages: OutgoingMessage[] = [];
  for (const { name } of COMPACTED) {
    for await (const { key, value, headers } of kafka.readTopic(name, { from: 'beginning' })) {
      const [tenant = '', userId = ''] = String(key).split('/');
      messages.push({ topic: name, userKey: userKey(tenant, userId), key, value, headers });
    }
  }
  return (user) => compactedTopics(messages, user);
}

/** Sends everybody's batches through a topic of so many partitions and the deduplicator, and answers what each is left with. */
async function liveOver(partitions: number): Promise<unknown[]> {
  const prefix = `p${String(partitions)}-${randomUUID().slice(0, 8)}-`;
  const kafka = connect(prefix);
  const store: Store = await aTestStore(process.env['MONGODB_URI']);
  try {
    await kafka.createTopics({ partitions, replicationFactor: 1 });
    const output = kafka.output();
    await output.publish(messagesOf(partitions));
    const deps = pipelineDependencies({
      store,
      output,
      service: { name: 'deduplicator', version: 'test' },
      metrics: { flushed: () => undefined },
    });
    let failure: unknown = null;
    const groupId = `${prefix}group`;
    const consumer = kafka.consumer({
      groupId,
      topics: [RECORDS],
      partitionsConsumedConcurrently: 3,
      handle: createDeduplicatorPipeline(deps),
      onFatal: (error) => (failure = error),
    });
    consumer.start();
    await consumer.joined();
    await waitFor(
      'everything to be deduplicated',
      async () => failure !== null || (await kafka.lagOf(groupId, [RECORDS])) === 0 || null,
      60_000 + PEOPLE * 20_000,
    );
    expect(failure).toBeNull();
    await consumer.stop();
    const topics = await topicsOf(kafka);
    const people = Array.from({ length: PEOPLE }, (_, person) => userKey('demo', userIdOf(person)));
    return await Promise.all(
      people.map(async (user) => ({ state: await personState(store, deps.data, user), topics: topics(user) })),
    );
  } finally {
    await kafka.deletePrefixedTopics();
    await kafka.close();
    await dropTestStore(store);
  }
}

describe('people whose batches come in any order', () => {
  it(
    `have the same database and compacted topics over ${PARTITIONS.join(', ')} partitions`,
    async () => {
      const all: { partitions: number; people: unknown[] }[] = [];
      for (const partitions of PARTITIONS) all.push({ partitions, people: await liveOver(partitions) });
      const expected = all[0]?.people[0] as { state: { days: unknown[] }; topics: object };
      expect(expected.state.days.length).toBeGreaterThanOrEqual(DAYS - 1);
      expect(Object.keys(expected.topics).length).toBeGreaterThanOrEqual(expected.state.days.length);
      for (const { partitions, people } of all)
        for (const [person, left] of people.entries())
          expect({ partitions, person, left }).toEqual({ partitions, person, left: expected });
    },
    180_000 + PEOPLE * 100_000,
  );
});
