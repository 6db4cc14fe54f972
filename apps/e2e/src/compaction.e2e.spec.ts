import { EVENT_KINDS, TOPICS, type EventKind, type ProductEvent } from '@tributary/contracts';
import { configureTopic } from '@tributary/kafka/testing';
import { waitFor } from '@tributary/testing';
import { stackAddress } from './harness/config.js';
import { withDeletions } from './harness/later-batches.js';
import { aUserId, batchesOf } from './harness/people.js';
import { inOneOrder, openProductTopics, SERVED_AT, type ProductTopics } from './harness/product-topics.js';
import { deliver } from './harness/sending.js';
import { startServices, type Services } from './harness/services.js';

/** Segments end at once and are cleaned whenever the broker looks (every 15 s); what is deleted goes at once too. */
const EAGER = {
  'segment.ms': '100',
  'min.cleanable.dirty.ratio': '0.001',
  'max.compaction.lag.ms': '1000',
  'delete.retention.ms': '0',
};
const COMPACTED_WITHIN_MS = 100_000;
const COMPACTED = Object.values(TOPICS).filter(({ product, cleanup }) => product && cleanup === 'compact');

describe('a subscriber that begins after compaction', () => {
  const userId = aUserId('compaction');
  const person = { userId, batches: batchesOf('compaction', 'healthkit', 3) };
  let services: Services;
  let topics: ProductTopics;

  const settle = (extra: Readonly<Record<string, string>>): Promise<unknown> =>
    Promise.all(
      COMPACTED.map(({ name, cleanup, retentionMs, maxMessageBytes }) =>
        configureTopic(stackAddress().kafkaBrokers.split(','), name, {
          'cleanup.policy': cleanup,
          'retention.ms': String(retentionMs),
          'max.message.bytes': String(maxMessageBytes),
          ...extra,
        }),
      ),
    );

  beforeAll(async () => {
    services = await startServices();
    topics = openProductTopics();
    await settle(EAGER);
    // One by one, so that a day has many versions.
    for (const batch of person.batches) await deliver(services.api, { userId, batches: [batch] });
    await deliver(services.api, withDeletions(person));
  }, 120_000);

  afterAll(async () => {
    await settle({});
    await topics.close();
    await services.stop();
  });

  it('finds less than was published, and the state that those have who followed', async () => {
    const changes = await services.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);
    const summaries = TOPICS.dailySummaries.name;
    const published = changes.filter(({ type }) => type.startsWith('daily_summary.'));
    const kept = async (): Promise<number> => (await topics.feedOf(userId)).messages(summaries).length;
    const isCompacted = async (): Promise<true | null> => ((await kept()) <= published.length / 2 ? true : null);
    await waitFor('the cleaner of the broker', isCompacted, COMPACTED_WITHIN_MS, 1_000);

    const feed = await topics.feedOf(userId);
    for (const [kind, list] of Object.entries(SERVED_AT)) {
      const followed = new Map<string, ProductEvent>();
      for (const event of changes.filter(({ type }) => type.startsWith(`${kind}.`)))
        followed.set(event.entityId!, event);
      const state = [...followed.values()].flatMap(({ data }) => (data === null ? [] : [data]));
      const begun = feed
        .state(EVENT_KINDS[kind as EventKind].topic)
        .flatMap(({ data }) => (data === null ? [] : [data]));
      expect([kind, inOneOrder(begun)]).toEqual([kind, inOneOrder(state)]);
      expect([kind, inOneOrder(begun)]).toEqual([
        kind,
        inOneOrder(await services.api.list<object>(`/v1/users/${userId}/${list}`)),
      ]);
    }
  }, 120_000);
});
