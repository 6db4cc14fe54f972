import { userKey } from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
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
});
