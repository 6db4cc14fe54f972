import {
  deadLetterTopic,
  partId,
  TOPICS,
  userKey,
  valuesIdOf,
  type CanonicalRecord,
  type CanonicalChunk,
  type ProductEvent,
  type RecordId,
  type SampleChanges,
} from '@tributary/contracts';
import { TransientError } from '@tributary/pipeline';
import { unpackChange, userData, type Store, type UserData } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './proof/in-process-deduplicator.js';
import { personState } from './proof/person-state.js';

const USER = userKey('demo', 'u1');
const phone = aSource('phone');
const watch = aSource('watch');

describe('the deduplicator on a real database', () => {
  let store: Store;

  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });

  afterEach(() => dropTestStore(store));

  const steps = (id: string, hour: string, value: number, source = watch, version = {}) =>
    aSampleRecord({ id, start: `2026-10-20T${hour}:00:00Z`, end: `2026-10-20T${hour}:30:00Z`, value, source, version });

  it('serves the watch where watch and phone saw the same walk, and adds what only the phone saw', async () => {
    const { feed, data } = aDeduplicator(store);
    await feed(
      aRun({
        sources: [phone, watch],
        records: [steps('a', '06', 800, phone), steps('b', '06', 900), steps('c', '09', 100, phone)],
      }),
    );
    const day = await data.dailySummaries.get(USER, '2026-10-20');
    expect(day?.view.metrics['steps']).toMatchObject({ value: 1000, unit: '{steps}', aggregation: 'sum' });
    expect(
      Object.fromEntries(day!.view.metrics['steps']!.sources.map(({ sourceId, value }) => [sourceId, value])),
    ).toEqual({ [watch.id]: 900, [phone.id]: 100 });
    const receipt = await data.receipts.get(USER, 'b1');
    expect(receipt).toMatchObject({
      status: 'completed',
      outcomes: { created: 3, updated: 0, duplicate: 0, superseded: 0, deleted: 0, quarantined: 0 },
    });
  });

  it('changes nothing when the same message comes again, and counts records of another batch as duplicates', async () => {
    const { feed, data, output } = aDeduplicator(store);
    const run = aRun({ records: [steps('a', '06', 800), steps('b', '07', 900)] });
    await feed(run);
    const [state, published] = [await personState(store, userData(store), USER), output.messages.length];
    await feed(run, run);
    await feed(aRun({ batch: { batchId: 'b2' }, records: run.records }));
    expect(await personState(store, userData(store), USER)).toEqual(state);
    expect(output.messages).toHaveLength(published);
    expect((await data.receipts.get(USER, 'b1'))?.outcomes).toMatchObject({ created: 2, duplicate: 0 });
    expect((await data.receipts.get(USER, 'b2'))?.outcomes).toMatchObject({ created: 0, duplicate: 2 });
  });

  it('names the batch that was received first as the one of a version, in its history too', async () => {
    const { feed, data } = aDeduplicator(store);
    const [first, second] = [1, 2].map((modifiedMs) => steps('a', '06', 800 + modifiedMs, watch, { modifiedMs }));
    await feed(aRun({ batch: { batchId: 'b0', receivedMs: 10 }, records: [first!] }));
    await feed(aRun({ batch: { batchId: 'b2', receivedMs: 30 }, records: [second!] }));
    // The other lane brings a batch that was received before, with the record at another place.
    await feed(aRun({ batch: { batchId: 'b1', receivedMs: 20 }, records: [steps('b', '09', 5), second!] }));
    const entry = await data.registry.get(USER, second!.id);
    expect(entry?.history.map(({ batchId, index }) => [batchId, index])).toEqual([
      ['b0', 0],
      ['b1', 1],
    ]);
    const [chunk] = await data.chunks.byIds(entry?.at ?? []);
    expect(chunk?.records.get(second!.id)).toMatchObject({ batchId: 'b1', index: 1 });
  });

  it('sets a message that it cannot read aside once, however often the flushes beside it are tried', async () => {
    const { feed, data, output } = aDeduplicator(store);
    const publish = output.publish.bind(output);
    let outages = 2;
    output.publish = (messages) => {
      const isDown = messages.some(({ topic }) => topic === TOPICS.samples.name) && outages-- > 0;
      return isDown ? Promise.reject(new TransientError('an outage')) : publish(messages);
    };
    const batch = [{} as CanonicalChunk, aRun({ records: [steps('a', '06', 800)] })];
    await expect(feed(...batch)).rejects.toThrow('an outage');
    await expect(feed(...batch)).rejects.toThrow('an outage');
    await feed(...batch);
    expect(output.ofTopic(deadLetterTopic(TOPICS.canonicalRecords.name))).toHaveLength(1);
    expect((await data.receipts.get(USER, 'b1'))?.status).toBe('completed');
  });

  it('moves a record whose next version has other times, and resolves the day it left', async () => {
    const { feed, data } = aDeduplicator(store);
    await feed(aRun({ records: [steps('a', '06', 800, watch, { modifiedMs: 1 })] }));
    const moved = aSampleRecord({
      id: 'a',
      start: '2026-10-22T06:00:00Z',
      end: '2026-10-22T06:30:00Z',
      value: 500,
      source: watch,
      version: { modifiedMs: 2 },
    });
    await feed(aRun({ batch: { batchId: 'b2' }, records: [moved] }));
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.gone).toBe(true);
    expect((await data.dailySummaries.get(USER, '2026-10-22'))?.view.metrics['steps']?.value).toBe(500);
    expect((await data.receipts.get(USER, 'b2'))?.outcomes.updated).toBe(1);
  });

  it('keeps a delete that comes before its record, until a version modified after it', async () => {
    const { feed, data } = aDeduplicator(store);
    await feed(aRun({ deletions: [aDeletion('a', '2026-10-21T00:00:00Z')] }));
    await feed(
      aRun({
        batch: { batchId: 'b2' },
        records: [steps('a', '06', 800, watch, { modifiedMs: Date.parse('2026-10-20T07:00:00Z') })],
      }),
    );
    expect(await data.dailySummaries.get(USER, '2026-10-20')).toBeNull();
    await feed(
      aRun({
        batch: { batchId: 'b3' },
        records: [steps('a', '06', 850, watch, { modifiedMs: Date.parse('2026-10-21T07:00:00Z') })],
      }),
    );
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value).toBe(850);
    const outcomes = await Promise.all(
      ['b1', 'b2', 'b3'].map(async (batch) => (await data.receipts.get(USER, batch))?.outcomes),
    );
    expect(outcomes.map((of) => [of?.deleted, of?.superseded, of?.created, of?.updated])).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
    ]);
  });

  it('deletes what a snapshot of the window does not hold', async () => {
    const { feed, data } = aDeduplicator(store);
    const kept = steps('a', '06', 800);
    await feed(
      aRun({
        records: [
          kept,
          steps('b', '07', 900),
          aSampleRecord({ id: 'w', metric: 'weight', start: '2026-10-20T06:00:00Z', value: 70 }),
        ].map((record) => ({ ...record, rawType: record.rawType === 'steps' ? 'Steps' : 'Weight' })),
      }),
    );
    const snapshot = {
      recordType: 'Steps',
      app: null,
      startMs: Date.parse('2026-10-20T00:00:00Z'),
      endMs: Date.parse('2026-10-21T00:00:00Z'),
      present: [kept.id],
    };
    await feed(
      aRun({ batch: { batchId: 'b2' }, records: [{ ...kept, rawType: 'Steps' }], last: { snapshots: [snapshot] } }),
    );
    expect((await data.receipts.get(USER, 'b2'))?.snapshotDeletions).toBe(1);
    const metrics = (await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics;
    expect([metrics?.['steps']?.value, metrics?.['weight']?.value]).toEqual([800, 70]);
  });

  it('names a snapshot that could not be read in the receipt, beside the outcomes', async () => {
    const { feed, data } = aDeduplicator(store);
    const problem = { index: 0, code: 'time_invalid', path: 'snapshots[0].start', detail: 'x' } as const;
    await feed(aRun({ records: [steps('a', '06', 800)], last: { snapshotProblems: [problem] } }));
    const receipt = await data.receipts.get(USER, 'b1');
    expect(receipt?.problems).toEqual([problem]);
    expect(receipt?.outcomes).toMatchObject({ created: 1, quarantined: 0 });
  });

  describe('whatever comes first', () => {
    const at = (hour: string) => Date.parse(`2026-10-21T${hour}:00:00Z`);
    const STEPS = { recordType: 'steps', app: null, startMs: at('00') - 86_400_000, endMs: at('00'), present: [] };
    const stepsOf = async (data: UserData) =>
      (await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value;

    it('a snapshot deletes what was received before it, and leaves what was received or modified after it', async () => {
      const { feed, data } = aDeduplicator(store);
      const snapshot = aRun({ batch: { batchId: 's', receivedMs: at('10') }, last: { snapshots: [STEPS] } });
      const edited = { modifiedMs: at('11') };
      await feed(snapshot);
      await feed(aRun({ batch: { batchId: 'b1', receivedMs: at('09') }, records: [steps('a', '06', 800)] }));
      await feed(aRun({ batch: { batchId: 'b2', receivedMs: at('12') }, records: [steps('b', '07', 20)] }));
      await feed(
        aRun({ batch: { batchId: 'b3', receivedMs: at('08') }, records: [steps('c', '08', 3, watch, edited)] }),
      );
      expect(await stepsOf(data)).toBe(23);
      expect((await data.receipts.get(USER, 'b1'))?.outcomes).toMatchObject({ superseded: 1, created: 0 });
      // The same record again is as deleted as it was, and an earlier receipt of another one makes it so.
      await feed(aRun({ batch: { batchId: 'b4', receivedMs: at('13') }, records: [steps('a', '06', 800)] }));
      await feed(aRun({ batch: { batchId: 'b5', receivedMs: at('07') }, records: [steps('b', '07', 20)] }));
      expect(await stepsOf(data)).toBe(3);
    });

    it('a delete buries the newer version alone where its app counted anew, and the older one stands again', async () => {
      const { feed, data } = aDeduplicator(store);
      const first = steps('a', '06', 800, watch, { client: 5, modifiedMs: at('05') });
      const again = steps('a', '07', 900, watch, { client: 1, modifiedMs: at('09') });
      await feed(aRun({ batch: { batchId: 'b1' }, records: [again] }));
      await feed(aRun({ batch: { batchId: 'b2' }, records: [first] }));
      expect(await stepsOf(data)).toBe(800);
      await feed(aRun({ batch: { batchId: 'b3' }, deletions: [aDeletion('a', '2026-10-21T07:00:00Z')] }));
      expect(await stepsOf(data)).toBe(900);
    });

    it('lost deletions need snapshots of what had started by then, and only of that', async () => {
      const { feed, data } = aDeduplicator(store);
      const needs = async () => (await data.syncStates.get(USER, 'health_connect|steps'))?.needsSnapshot;
      const covering = { ...STEPS, present: [steps('a', '06', 800).id] };
      await feed(aRun({ batch: { batchId: 's1', receivedMs: at('09') }, last: { snapshots: [covering] } }));
      await feed(aRun({ batch: { batchId: 'l', receivedMs: at('10') }, last: { deletionsUnavailable: ['steps'] } }));
      await feed(aRun({ batch: { batchId: 'b1', receivedMs: at('08') }, records: [steps('a', '06', 800)] }));
      expect(await needs()).toBe(true);
      await feed(aRun({ batch: { batchId: 's2', receivedMs: at('11') }, last: { snapshots: [covering] } }));
      const later = aSampleRecord({ id: 'z', start: '2026-10-21T12:00:00Z', value: 5 });
      await feed(aRun({ batch: { batchId: 'b2', receivedMs: at('13') }, records: [later] }));
      expect(await needs()).toBe(false);
    });
  });

  it('finds dense HealthKit samples by uuid alone', async () => {
    const { feed, data } = aDeduplicator(store);
    const uuids = ['7b0c4a52-91de-4f0b-8b1e-2d6a3c9f1e70', '7b0c4a52-91de-4f0b-8b1e-2d6a3c9f1e71'];
    const records = uuids.map((uuid, i) =>
      aSampleRecord({
        id: uuid,
        metric: 'heart_rate',
        start: `2026-10-20T0${String(i)}:00:00Z`,
        value: 60 + i,
        source: watch,
        overrides: { id: `hk-${uuid}` as RecordId },
      }),
    );
    const batch = { platform: 'healthkit' as const };
    await feed(aRun({ batch, records }));
    expect((await data.registry.all(USER)).size).toBe(0);
    await feed(
      aRun({
        batch: { ...batch, batchId: 'b2' },
        deletions: [{ ...aDeletion(uuids[0]!, '2026-10-21T00:00:00Z'), id: records[0]!.id }],
      }),
    );
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['heart_rate']?.value).toBe(61);
  });

  it('publishes after a crash between store and publish exactly what was stored, before anything newer', async () => {
    const { feed, output, data } = aDeduplicator(store);
    output.failNext(1);
    const first = aRun({ records: [steps('a', '06', 800)] });
    await expect(feed(first)).rejects.toThrow();
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value).toBe(800);
    await feed(first, aRun({ batch: { batchId: 'b2' }, records: [steps('b', '07', 900)] }));
    const events = output.messages.map(({ value }) => JSON.parse(String(value)) as ProductEvent);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const stored = [...(await data.changes.all(USER)).values()].map(unpackChange);
    expect(output.messages.map(({ value }) => String(value))).toEqual(stored);
  });

  it('publishes samples in events of one metric and source, with the person as key', async () => {
    const { feed, output } = aDeduplicator(store);
    await feed(aRun({ sources: [phone, watch], records: [steps('a', '06', 800, phone), steps('b', '06', 900)] }));
    const messages = output.ofTopic(TOPICS.samples.name);
    expect(messages.map(({ key, userKey: person }) => [key, person])).toEqual([
      ['demo/u1', 'demo/u1'],
      ['demo/u1', 'demo/u1'],
    ]);
    const [event] = messages.map(({ value }) => JSON.parse(String(value)) as ProductEvent<'samples'>);
    const { changes } = event!.data as SampleChanges;
    expect(changes).toMatchObject([
      {
        op: 'created',
        sample: {
          id: partId('hc-a' as RecordId, ''),
          metric: 'steps',
          value: 800,
          start: '2026-10-20T06:00:00.000Z',
          version: 1,
          zoneOffsetMinutes: 0,
        },
      },
    ]);
    expect(messages[0]?.headers).toMatchObject({
      ce_type: 'samples.updated',
      ce_id: 'demo.u1.1',
      ce_subject: 'demo/u1',
    });
  });

  it('keeps the values of an event with it: deleted with it, also when the delete comes first', async () => {
    const meal = (id: string, version: number): CanonicalRecord[] => {
      const values = aSampleRecord({
        id,
        metric: 'dietary_protein',
        start: '2026-10-20T12:00:00Z',
        value: 20,
        version: { modifiedMs: version },
      });
      const content = { kind: 'event' as const, type: 'food_entry', value: 'Soup', rawValue: null, attributes: {} };
      return [
        { ...values, content, raw: {} },
        { ...values, id: valuesIdOf(values.id) },
      ];
    };
    const sameIndex = (run: CanonicalChunk): CanonicalChunk => ({
      ...run,
      toIndex: 1,
      batch: { ...run.batch, records: 1 },
      records: run.records.map((record) => ({ ...record, index: 0 })),
    });
    const { feed, data } = aDeduplicator(store);
    const protein = async () =>
      (await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['dietary_protein']?.value;
    await feed(sameIndex(aRun({ records: meal('m', 1) })));
    expect([await protein(), (await data.receipts.get(USER, 'b1'))?.outcomes.created]).toEqual([20, 1]);
    await feed(
      aRun({
        batch: { batchId: 'b2' },
        deletions: [aDeletion('m', '2026-10-21T00:00:00Z'), aDeletion('n', '2026-10-21T00:00:00Z')],
      }),
    );
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.gone).toBe(true);
    await feed(sameIndex(aRun({ batch: { batchId: 'b3' }, records: meal('n', 1) })));
    expect((await data.receipts.get(USER, 'b3'))?.outcomes).toMatchObject({ superseded: 1, created: 0 });
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.gone).toBe(true);
  });

  it('counts near copies once and flags them, until the twin is deleted', async () => {
    const { feed, data, output } = aDeduplicator(store);
    const copy = aSampleRecord({
      id: 'b',
      start: '2026-10-20T06:00:00.400Z',
      end: '2026-10-20T06:30:00.900Z',
      value: 800,
      source: watch,
    });
    await feed(aRun({ records: [steps('a', '06', 800)] }));
    await feed(aRun({ batch: { batchId: 'b2' }, records: [copy] }));
    expect((await data.dailySummaries.get(USER, '2026-10-20'))?.view.metrics['steps']?.value).toBe(800);
    await feed(aRun({ batch: { batchId: 'b3' }, deletions: [aDeletion('b', '2026-10-21T00:00:00Z')] }));
    const changes = output
      .ofTopic(TOPICS.samples.name)
      .flatMap(({ value }) => (JSON.parse(String(value)) as ProductEvent<'samples'>).data.changes);
    expect(changes.map(({ op, sample }) => [op, sample.id, 'flags' in sample ? sample.flags : null])).toEqual([
      ['created', 'hc-a', []],
      ['created', 'hc-b', ['near_duplicate']],
      ['updated', 'hc-a', ['near_duplicate']],
      ['deleted', 'hc-b', ['near_duplicate']],
      ['updated', 'hc-a', []],
    ]);
  });

  it('reaches the same state in whatever order batches come, with repeats', async () => {
    const versions = [
      aRun({
        batch: { batchId: 'v1' },
        records: [steps('a', '06', 800, watch, { modifiedMs: 1 }), steps('b', '06', 700, phone)],
        sources: [watch, phone],
      }),
      aRun({ batch: { batchId: 'v2' }, records: [steps('a', '07', 810, watch, { modifiedMs: 2 })], sources: [watch] }),
      aRun({ batch: { batchId: 'v3' }, records: [steps('c', '23', 50, phone, { modifiedMs: 5 })], sources: [phone] }),
      aRun({
        batch: { batchId: 'v4' },
        deletions: [aDeletion('c', '1970-01-01T00:00:00.009Z'), aDeletion('b', '2026-10-21T00:00:00Z')],
      }),
    ];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2, 0, 1],
      [2, 3, 1, 1, 0],
    ];
    const states: unknown[] = [];
    for (const order of orders) {
      const { feed } = aDeduplicator(store);
      for (const at of order) await feed(versions[at]!);
      states.push(await personState(store, userData(store), USER));
      for (const name of await store.connection.db!.listCollections().toArray())
        await store.collection(name.name).deleteMany({});
    }
    for (const state of states.slice(1)) expect(state).toEqual(states[0]);
    expect(states[0]).toMatchObject({ days: [['2026-10-20', { metrics: { steps: { value: 810 } } }]] });
  });
});
