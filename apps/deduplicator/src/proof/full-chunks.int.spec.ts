import { userKey } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aDeletion, aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

const USER = userKey('demo', 'u1');
const BEATS = 400;
const watch = aSource('watch');

/** Attributes as large as a mapping lets them be, other ones for each record; a control character is six bytes in JSON. */
const attributesOf = (at: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: 32 }, (_, name) => [`${name}`.padStart(256, '\u0001'), `${at}`.padStart(256, '\u0001')]),
  );

function beat(at: number) {
  const record = aSampleRecord({
    id: `beat-${String(at)}`,
    metric: 'heart_rate',
    start: new Date(Date.parse('2026-10-20T08:00:00Z') + at * 1_000).toISOString(),
    value: 61,
    source: watch,
    overrides: { index: at },
  });
  if (record.content.kind !== 'samples') throw new Error('not samples');
  const samples = record.content.samples.map((sample) => ({ ...sample, attributes: attributesOf(at) }));
  return { ...record, content: { ...record.content, samples } };
}

describe('an app that fills a chunk', () => {
  let store: Store;
  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
  });
  afterEach(() => dropTestStore(store));

  it('has what finds no room quarantined, and stops nobody', async () => {
    const { feed, data } = aDeduplicator(store);
    const beats = Array.from({ length: BEATS }, (_, at) => beat(at));
    const walk = { start: '2026-10-20T08:00:00Z', end: '2026-10-20T08:30:00Z', value: 900, source: watch };
    const steps = aSampleRecord({ id: 'walk', ...walk, overrides: { index: BEATS } });
    await feed(aRun({ sources: [watch], records: [...beats, steps] }));
    // 64 bytes for a record, 16 for its sample, six for each of the 32 * 512 characters; 8 MiB hold 85 of them.
    const room = Math.floor((8 * 1_024 * 1_024) / (64 + 16 + 6 * 32 * 512));
    const receipt = (await data.receipts.get(USER, 'b1'))!;
    expect(receipt).toMatchObject({ status: 'completed', outcomes: { created: room + 1, quarantined: BEATS - room } });
    expect(receipt.problems).toHaveLength(100);
    expect(receipt.problems[0]).toMatchObject({
      index: room,
      code: 'series_too_dense',
      path: `records[${String(room)}]`,
    });
    const day = (await data.dailySummaries.get(USER, '2026-10-20'))!;
    expect(day.view.metrics).toMatchObject({ steps: { value: 900 }, heart_rate: { value: 61 } });
    // What was refused is not remembered: it comes again when there is room.
    expect(await data.registry.get(USER, beats[room]!.id)).toBeNull();
  });

  it('has a run refused whole whose document gets too large, and stops nobody', async () => {
    const { feed, data } = aDeduplicator(store);
    const walk = { start: '2026-10-20T08:00:00Z', end: '2026-10-20T08:30:00Z', value: 900 };
    // What is known of a record type names every app that wrote it.
    const apps = Array.from({ length: 60 }, (_, at) => aSource('phone', `app.${String(at)}.${'x'.repeat(300_000)}`));
    const many = apps.map((source, index) =>
      aSampleRecord({ id: `walk-${String(index)}`, ...walk, source, overrides: { index } }),
    );
    const small = (batchId: string, id: string, userId = 'u1') =>
      aRun({ batch: { batchId, userId }, sources: [watch], records: [aSampleRecord({ id, ...walk, source: watch })] });
    const deletions = [aDeletion('walk-0', '2026-10-21T00:00:00Z')];
    const large = aRun({ batch: { batchId: 'b2' }, sources: apps, records: many, deletions });
    await feed(small('b1', 'before'), large, small('b3', 'after'), small('b1', 'other', 'u2'));
    const receipts = await data.receipts.byKeys(USER, ['b1', 'b2', 'b3']);
    const outcomesOf = (batchId: string) => [receipts.get(batchId)?.status, receipts.get(batchId)?.outcomes];
    const none = { created: 0, updated: 0, duplicate: 0, superseded: 0, deleted: 0, quarantined: 0 };
    expect(outcomesOf('b1')).toEqual(['completed', { ...none, created: 1 }]);
    expect(outcomesOf('b2')).toEqual(['completed', { ...none, quarantined: apps.length + 1 }]);
    expect(outcomesOf('b3')).toEqual(['completed', { ...none, created: 1 }]);
    expect(receipts.get('b2')?.problems[0]).toMatchObject({ index: 0, code: 'document_too_large', path: 'records[0]' });
    expect(receipts.get('b2')?.problems.at(-1)).toMatchObject({ path: 'deletions[0]' });
    expect((await data.receipts.get(userKey('demo', 'u2'), 'b1'))?.outcomes).toEqual({ ...none, created: 1 });
  });
});
