import {
  EVENT_KINDS,
  TOPICS,
  userKey,
  type EventKind,
  type ProductEvent,
  type SampleChanges,
  type SampleView,
} from '@tributary/contracts';
import { partitionOf } from '@tributary/kafka';
import { batchesOf, aUserId } from './harness/people.js';
import {
  distinctSequences,
  eventOf,
  inOneOrder,
  openProductTopics,
  SERVED_AT,
  upTo,
  type Feed,
  type ProductTopics,
} from './harness/product-topics.js';
import { deliver, type Batch } from './harness/sending.js';
import { startServices, TENANT, type Services } from './harness/services.js';

/** Partitions of every topic that `setup` creates where nothing else is said. */
const PARTITIONS = 12;

const DAYS = 4;

describe('a subscriber of the product topics', () => {
  const userId = aUserId('subscriber');
  const user = userKey(TENANT, userId);
  const batches = batchesOf('subscriber', 'healthkit', DAYS);
  let services: Services;
  let topics: ProductTopics;
  let feed: Feed;

  beforeAll(async () => {
    services = await startServices();
    topics = openProductTopics();
    await deliver(services.api, { userId, batches });
    feed = await topics.feedOf(userId);
  });

  afterAll(async () => {
    await topics.close();
    await services.stop();
  });

  it('finds all messages of a person in the partition of tenant/userId, whatever entity the key names', () => {
    const messages = [...feed.messages(TOPICS.workouts.name), ...feed.messages(TOPICS.samples.name)];
    const keyed = messages.filter(({ topic }) => topic === TOPICS.workouts.name).map(({ key }) => String(key));
    expect(new Set(messages.map(({ partition }) => partition))).toEqual(new Set([partitionOf(user, PARTITIONS)]));
    expect(keyed.every((key) => key.startsWith(`${user}/`))).toBe(true);
    // Otherwise this could not fail: some key alone would have led elsewhere.
    expect(keyed.some((key) => partitionOf(key, PARTITIONS) !== partitionOf(user, PARTITIONS))).toBe(true);
  });

  it('finds the facts of an event in CloudEvents headers', () => {
    for (const message of feed.messages(TOPICS.workouts.name)) {
      const event = eventOf(message)!;
      expect(message.headers).toMatchObject({
        ce_specversion: '1.0',
        ce_id: event.id,
        ce_type: event.type,
        ce_source: expect.any(String) as string,
        ce_time: event.time,
        ce_subject: expect.stringContaining(`${user}/${String(event.entityId)}`) as string,
        'content-type': 'application/json',
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/) as string,
      });
    }
  });

  it('finds the fields of the contract in every event', () => {
    const { events } = feed;
    const kinds = new Set(events.map(({ type }) => type.slice(0, type.indexOf('.'))));
    expect([...kinds].sort()).toEqual(['daily_summary', 'samples', 'sleep', 'workout']);
    const batchIds = new Set(batches.map(({ batchId }) => batchId));
    for (const event of events) {
      expect(event).toMatchObject({ schemaVersion: 1, origin: 'live', tenant: TENANT, userId });
      expect(event.type.endsWith(`.${event.op}`)).toBe(true);
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(event.batchIds.length).toBeGreaterThan(0);
      expect(event.batchIds.every((id) => batchIds.has(id))).toBe(true);
    }
  });

  it('sees a gap-free sequence over all topics', () => {
    const sequences = distinctSequences(feed.events);
    expect(sequences).toEqual(upTo(sequences.length));
  });

  it.each(Object.entries(SERVED_AT))('has in the last %s events what the query API serves', async (kind, list) => {
    const { topic } = EVENT_KINDS[kind as EventKind];
    const data = feed.state(topic).map((event) => event.data);
    const served = await services.api.list<object>(`/v1/users/${userId}/${list}`);
    expect(inOneOrder(data)).toEqual(inOneOrder(served));
    expect(served.length).toBeGreaterThan(kind === 'event' ? -1 : 0);
  });

  it('has in the changes of the samples what the query API serves, without entity id and version', async () => {
    const events = feed.messages(TOPICS.samples.name).map((message) => eventOf(message) as ProductEvent<'samples'>);
    const heart = events.filter(({ data }) => data.metric === 'heart_rate');
    for (const event of events) {
      expect(event).toMatchObject({ type: 'samples.updated', op: 'updated' });
      expect(Object.keys(event)).not.toContain('entityId');
      expect(Object.keys(event)).not.toContain('version');
      expect(event.data.changes.length).toBeLessThanOrEqual(500);
    }
    const served = await services.api.list<SampleView>(`/v1/users/${userId}/samples?metric=heart_rate`);
    expect(inOneOrder(lastSamples(heart.map(({ data }) => data)))).toEqual(inOneOrder(served));
    expect(served.length).toBeGreaterThan(500);
  });

  it('gets the same events over HTTP', async () => {
    const published = [...feed.events].sort((a, b) => a.sequence - b.sequence);
    const changes = await services.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=0`);
    expect(changes).toEqual(published);
    const later = await services.api.list<ProductEvent>(`/v1/users/${userId}/changes?after=3&kinds=workout,sleep`);
    expect(later).toEqual(published.filter(({ sequence, type }) => sequence > 3 && /^(workout|sleep)\./.test(type)));
  });

  it('sees a deleted workout as an event without data and a null value for its key after it', async () => {
    const record = batches.flatMap(({ records }) => records).find((candidate) => 'workoutActivityType' in candidate)!;
    const before = feed.messages(TOPICS.workouts.name);
    const deletion = { recordType: 'HKWorkoutTypeIdentifier', id: record['uuid'] };
    const batch: Batch = { batchId: 'the-deletion', platform: 'healthkit', records: [], deletions: [deletion] };
    const [receipt] = await deliver(services.api, { userId, batches: [batch] });
    expect(receipt!.outcomes.deleted).toBe(1);

    const [event, tombstone, ...more] = (await topics.feedOf(userId))
      .messages(TOPICS.workouts.name)
      .slice(before.length);
    expect(more).toEqual([]);
    expect(eventOf(event!)).toMatchObject({
      type: 'workout.deleted',
      op: 'deleted',
      batchIds: ['the-deletion'],
      data: null,
    });
    expect(tombstone!.value).toBeNull();
    expect(String(tombstone!.key)).toBe(String(event!.key));
    expect(before.map(({ key }) => String(key))).toContain(String(event!.key));
  });
});

/** Per sample the last state told. */
function lastSamples(chunks: readonly SampleChanges[]): object[] {
  const last = new Map<string, object>();
  for (const { changes } of chunks) {
    for (const { op, sample } of changes) {
      if (op === 'deleted') last.delete(sample.id);
      else last.set(sample.id, sample);
    }
  }
  return [...last.values()];
}
