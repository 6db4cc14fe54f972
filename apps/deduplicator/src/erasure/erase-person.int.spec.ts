import { randomUUID } from 'node:crypto';
import { TOPICS, userKey, type CanonicalChunk, type ErasureFacts, type ProductEvent } from '@tributary/contracts';
import { aConsumedBatch, anIncomingMessage, MemoryOutput } from '@tributary/kafka/testing';
import {
  createIndexes,
  createTokenFamily,
  findErasure,
  findTokenFamily,
  openStore,
  PersonErasures,
  requestErasure,
  type Store,
} from '@tributary/store';
import { aRun, aSampleRecord } from '@tributary/testing';
import { createDeduplicatorPipeline } from '../deduplicator.pipeline.js';
import { pipelineDependencies } from '../dependencies.js';
import { createRulesPipeline } from '../rules.pipeline.js';

const USER = userKey('demo', 'u1');
const RECEIVED_MS = Date.parse('2026-10-21T08:00:00Z');
const ERASED_MS = RECEIVED_MS + 60_000;
const LATER_MS = ERASED_MS + 60_000;
const PRODUCT_TOPICS = Object.values(TOPICS).filter(({ product }) => product);

let store: Store;
beforeEach(async () => {
  const uri = new URL(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017');
  uri.pathname = `/test-erasure-${randomUUID().slice(0, 8)}`;
  store = await openStore({ uri: uri.toString() });
  await createIndexes(store);
});
afterEach(async () => {
  await store.connection.dropDatabase();
  await store.close();
});

/** A deduplicator on the database of the test; several of them play several processes. */
function aDeduplicator(topic: string = TOPICS.canonicalRecords.name) {
  const output = new MemoryOutput();
  const service = { name: 'deduplicator', version: 'test' };
  const deps = pipelineDependencies({ store, output, service, metrics: { flushed: () => undefined } });
  const deduplicate = createDeduplicatorPipeline(deps);
  const changeRules = createRulesPipeline(deps);
  const feed = (...values: object[]) =>
    deduplicate(
      aConsumedBatch(values.map((value) => anIncomingMessage({ topic, value: Buffer.from(JSON.stringify(value)) }))),
    );
  const change = (key: string, value: object | null) =>
    changeRules(
      aConsumedBatch([
        anIncomingMessage({
          topic: TOPICS.sourcePriorities.name,
          key: Buffer.from(key),
          value: value && Buffer.from(JSON.stringify(value)),
        }),
      ]),
    );
  return { output, deps, feed, change };
}

const aBatchOf = (batchId: string, receivedMs = RECEIVED_MS, userId = 'u1'): CanonicalChunk =>
  aRun({
    batch: { batchId, receivedMs, userId, deviceTimeZone: 'Europe/Berlin' },
    records: [
      aSampleRecord({ id: 'a', start: '2026-10-20T06:00:00Z', end: '2026-10-20T06:30:00Z', value: 800 }),
      aSampleRecord({
        id: 'b',
        start: '2026-10-19T06:00:00Z',
        overrides: {
          content: { kind: 'event', type: 'headache', value: 'mild', rawValue: 2, attributes: {} },
          index: 1,
        },
        value: 1,
      }),
    ],
  });

const erasure = (overrides: Partial<ErasureFacts> = {}) => ({
  schemaVersion: 1,
  erasure: { erasureId: 'e1', tenant: 'demo', userId: 'u1', requestedMs: ERASED_MS, origin: 'live', ...overrides },
});

/** Every document of the database that speaks of the person, by collection. */
async function tracesOf(userId: string): Promise<string[]> {
  const user = userKey('demo', userId);
  const collections = (await store.connection.db?.listCollections().toArray()) ?? [];
  const found: string[] = [];
  for (const { name } of collections) {
    const documents = await store.collection<{ _id: string }>(name).find({}).toArray();
    const isAbout = (document: object) => {
      const text = JSON.stringify(document);
      return text.includes(`${user}|`) || text.includes(`"${user}"`) || text.includes(`"${userId}"`);
    };
    if (documents.some(isAbout)) found.push(name);
  }
  return found.sort();
}

const eventsOf = ({ messages }: MemoryOutput): (ProductEvent & { topic: string })[] =>
  messages.flatMap(({ topic, value }) =>
    value === null ? [] : [{ topic, ...(JSON.parse(String(value)) as ProductEvent) }],
  );

/** What a compacted topic holds in the end: the keys whose last value is not null. */
function keysLeft({ messages }: MemoryOutput): string[] {
  const last = new Map<string, unknown>();
  for (const { topic, key, value } of messages)
    if (topic !== TOPICS.samples.name) last.set(`${topic} ${String(key)}`, value);
  return [...last].filter(([, value]) => value !== null).map(([key]) => key);
}

describe('an erasure', () => {
  it('leaves of the person a stub and the record of the erasure, and of others everything', async () => {
    const { feed, output } = aDeduplicator();
    await feed(aBatchOf('b1'), aBatchOf('b1', RECEIVED_MS, 'u2'));
    const others = await tracesOf('u2');
    expect(others.length).toBeGreaterThan(8);
    const family = { tenant: 'demo', userId: 'u1', scopes: ['ingest'] as const };
    const { family: token } = await createTokenFamily(store.connection, family, RECEIVED_MS);
    await feed(erasure());
    expect(await tracesOf('u1')).toEqual(['erasure_requests', 'erasures']);
    expect(await tracesOf('u2')).toEqual(others);
    expect(await findTokenFamily(store.connection, token.familyId)).toBeNull();
    expect(keysLeft(output).every((key) => key.includes('demo/u2'))).toBe(true);
    expect(await findErasure(store.connection, 'demo', 'e1')).toMatchObject({
      publishedMs: expect.any(Number) as number,
      deletedMs: expect.any(Number) as number,
      completedMs: expect.any(Number) as number,
    });
  });

  it('tells every product topic once, in the sequence of the person', async () => {
    const { feed, output } = aDeduplicator();
    await feed(aBatchOf('b1'));
    const last = Math.max(...eventsOf(output).map(({ sequence }) => sequence));
    await feed(erasure());
    const told = eventsOf(output).filter(({ type }) => (type as string) === 'user.erased');
    expect(told.map(({ topic }) => topic)).toEqual(PRODUCT_TOPICS.map(({ name }) => name));
    expect(told.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5].map((i) => last + i));
    expect(told[0]).toMatchObject({ schemaVersion: 1, op: 'deleted', tenant: 'demo', userId: 'u1', data: null });
  });

  it('keeps out what was received before it and comes after it, and lets a new life begin at 1', async () => {
    const { feed, output } = aDeduplicator();
    await feed(aBatchOf('b1'));
    const before = eventsOf(output).map(({ id }) => id);
    await feed(erasure());
    const erased = output.messages.length;
    await feed(aBatchOf('b2'), aBatchOf('b3', ERASED_MS));
    expect(output.messages).toHaveLength(erased);
    expect(await tracesOf('u1')).toEqual(['erasure_requests', 'erasures']);
    await feed(aBatchOf('b4', LATER_MS), aBatchOf('b5'));
    const events = eventsOf(output).slice(before.length + PRODUCT_TOPICS.length);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i + 1));
    expect(events.map(({ id }) => id).filter((id) => before.includes(id))).toEqual([]);
    const batches = await store.collection<{ _id: string }>('receipts').find({}).toArray();
    expect(batches.map(({ _id }) => _id)).toEqual([`${USER}|b4`]);
  });

  it('changes nothing when it comes again, also after a new life has begun', async () => {
    const { feed, output } = aDeduplicator();
    await feed(aBatchOf('b1'), erasure(), aBatchOf('b2', LATER_MS));
    const [traces, published] = [await tracesOf('u1'), output.messages.length];
    expect(traces).toContain('series_chunks');
    await feed(erasure(), erasure({ origin: 'backfill' }));
    expect(await tracesOf('u1')).toEqual(traces);
    expect(output.messages).toHaveLength(published);
  });

  it('goes on where a crash ended it', async () => {
    const crashed = aDeduplicator();
    await crashed.feed(aBatchOf('b1'));
    const last = Math.max(...eventsOf(crashed.output).map(({ sequence }) => sequence));
    crashed.output.failNext(1);
    await expect(crashed.feed(erasure())).rejects.toThrow('outage');
    expect(await tracesOf('u1')).toContain('series_chunks');
    const next = aDeduplicator();
    await next.feed(erasure());
    expect(await tracesOf('u1')).toEqual(['erasure_requests', 'erasures']);
    expect(eventsOf(next.output).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5].map((i) => last + i));
    expect(next.output.messages.filter(({ value }) => value === null).map(({ key }) => key)).toEqual(
      expect.arrayContaining([`${USER}/2026-10-20`]),
    );
  });

  it('of the live lane is waited for by newer data of the other, not by older', async () => {
    const [live, backfill] = [aDeduplicator(), aDeduplicator(TOPICS.canonicalRecordsBackfill.name)];
    await live.feed(aBatchOf('b1'));
    await backfill.feed(erasure({ origin: 'backfill' }), aBatchOf('b2'));
    await expect(backfill.feed(aBatchOf('b3', LATER_MS))).rejects.toThrow('live lane');
    await live.feed(erasure());
    await backfill.feed(aBatchOf('b3', LATER_MS));
    const receipts = await store.collection<{ _id: string }>('receipts').find({}).toArray();
    expect(receipts.map(({ _id }) => _id)).toEqual([`${USER}|b3`]);
  });

  it('waits for nothing on its own lane: what was sent while it was asked for is erased with the rest', async () => {
    const [live, backfill] = [aDeduplicator(), aDeduplicator(TOPICS.canonicalRecordsBackfill.name)];
    await live.feed(aBatchOf('b1'));
    await backfill.feed(erasure({ origin: 'backfill' }));
    await live.feed(aBatchOf('b2', LATER_MS));
    await live.feed(erasure());
    expect(await tracesOf('u1')).toEqual(['erasure_requests', 'erasures']);
    await backfill.feed(aBatchOf('b3', LATER_MS));
    expect(await tracesOf('u1')).toContain('series_chunks');
  });

  it('keeps newer data of the other lane out while it is under way', async () => {
    const [live, backfill] = [aDeduplicator(), aDeduplicator(TOPICS.canonicalRecordsBackfill.name)];
    await live.feed(aBatchOf('b1'));
    live.output.failNext(1);
    await expect(live.feed(erasure())).rejects.toThrow('outage');
    await expect(backfill.feed(aBatchOf('b2', LATER_MS))).rejects.toThrow('live lane');
    await live.feed(erasure());
    await backfill.feed(aBatchOf('b2', LATER_MS));
    expect(await tracesOf('u1')).toContain('series_chunks');
  });

  it('leaves no revision that comes again in a later life: what is remembered of one never fits another', async () => {
    const { deps, feed } = aDeduplicator();
    const revision = async () => (await deps.data.ledgers.get(USER))?.revision ?? 0;
    await feed(aBatchOf('b1'));
    await feed(aBatchOf('b2', RECEIVED_MS + 1));
    const before = await revision();
    await feed(erasure(), aBatchOf('b3', LATER_MS));
    const after = await revision();
    expect(after).toBeGreaterThan(before);
    await feed(aBatchOf('b4', LATER_MS + 1));
    expect(await revision()).toBe(after + 1);
  });

  it('does not let a flush of the life before say what is published in this one', async () => {
    const { deps, feed } = aDeduplicator();
    const { ledgers } = deps.data;
    await feed(aBatchOf('b1'));
    const before = await ledgers.get(USER);
    await feed(erasure(), aBatchOf('b2', LATER_MS));
    const now = await ledgers.get(USER);
    await ledgers.published(USER, now!.sequence + 1_000, before!.revision);
    expect(await ledgers.get(USER)).toEqual(now);
    // The flush itself has said it of what it published.
    expect(now).toMatchObject({ publishedSequence: now!.sequence });
  });

  it('fences off a flush of another process that had read the person, or nobody, before', async () => {
    const { deps, feed } = aDeduplicator();
    const erasures = new PersonErasures(store);
    const facts = erasure().erasure as ErasureFacts;
    await feed(aBatchOf('b1'));
    const read = await deps.data.ledgers.get(USER);
    await feed(aBatchOf('b2', RECEIVED_MS + 1));
    await expect(erasures.fence(facts, { ...read!, revision: read!.revision - 1 })).rejects.toThrow('another writer');
    await expect(erasures.fence(facts, null)).rejects.toThrow('another writer');
  });

  it('removes the rules of the person, but not those of a new life', async () => {
    const { feed, change } = aDeduplicator();
    const rules = [{ metric: '*', effectiveFrom: null, order: [], unlisted: 'never' }];
    const of = (version: number) => ({ schemaVersion: 1, tenant: 'demo', userId: 'u1', version, rules });
    const stored = () => store.collection<{ _id: string }>('source_priorities').countDocuments({ _id: USER });
    await change(USER, of(ERASED_MS - 1));
    await feed(erasure());
    expect(await stored()).toBe(0);
    await change(USER, of(ERASED_MS + 1));
    await feed(erasure({ erasureId: 'e0', requestedMs: ERASED_MS }));
    expect(await stored()).toBe(1);
    await change(USER, null);
    expect(await stored()).toBe(0);
  });

  it('makes readable again who was begun anew meanwhile, and ends what was asked for before it', async () => {
    const { feed } = aDeduplicator();
    await feed(aBatchOf('b1'));
    const first = await requestErasure(store.connection, 'demo', 'u1', ERASED_MS - 1);
    const users = store.collection<{ _id: string; createdAt: Date; erasure?: object }>('users');
    await users.updateOne({ _id: USER }, { $set: { createdAt: new Date(ERASED_MS + 1) } });
    await feed(erasure());
    expect(await users.findOne({ _id: USER })).not.toHaveProperty('erasure');
    expect(await findErasure(store.connection, 'demo', first?.erasureId ?? '')).toMatchObject({
      completedMs: expect.any(Number) as number,
    });
  });
});
