import {
  EVENT_KINDS,
  recordIdOf,
  toInstant,
  userKey,
  type CanonicalChunk,
  type CanonicalRecord,
  type ProductEvent,
} from '@tributary/contracts';
import type { Store } from '@tributary/store';
import { aRun, aSampleRecord, aSource } from '@tributary/testing';
import { aDeduplicator, aTestStore, dropTestStore } from './in-process-deduplicator.js';

const USER = userKey('demo', 'u1');
const TYPE = 'HKCharacteristicTypeIdentifierBloodType';
const ID = recordIdOf('healthkit', TYPE);
const RINGS = recordIdOf('healthkit', 'activity-summary-2026-10-20');
const phone = aSource('phone');
const hour = (at: number): number => Date.parse('2026-10-20T00:00:00Z') + at * 3_600_000;

/** A fact as the normalizer makes it: the receipt is its time, and no part of what it says. */
const fact = (at: number, value: string, overrides: Partial<CanonicalRecord> = {}): CanonicalRecord => ({
  ...aSampleRecord({ id: TYPE, start: toInstant(hour(at)), value: 0, source: phone }),
  id: ID,
  rawId: null,
  rawType: TYPE,
  version: { client: null, modifiedMs: hour(at), hash: value },
  content: { kind: 'event', type: 'blood_type', value, rawValue: null, attributes: {} },
  ...overrides,
});

const told = (at: number, record: CanonicalRecord): CanonicalChunk =>
  aRun({
    batch: { batchId: `b${at}`, platform: 'healthkit', receivedMs: hour(at) },
    sources: [phone],
    records: [record],
  });

describe('a fact without a time of its own', () => {
  let store: Store;
  let deduplicator: ReturnType<typeof aDeduplicator>;
  beforeEach(async () => {
    store = await aTestStore(process.env['MONGODB_URI']);
    deduplicator = aDeduplicator(store);
  });
  afterEach(() => dropTestStore(store));

  const tell = (at: number, value: string) => deduplicator.feed(told(at, fact(at, value)));
  const standing = async () => {
    const { record, startMs, revision, batchId } = (await deduplicator.data.recordings.get(USER, ID))!;
    return [
      record.content.kind === 'event' && record.content.value,
      (startMs - hour(0)) / 3_600_000,
      revision,
      batchId,
    ];
  };
  const outcomeOf = async (at: number) =>
    Object.entries((await deduplicator.data.receipts.get(USER, `b${at}`))!.outcomes).flatMap(([outcome, count]) =>
      count > 0 ? [outcome] : [],
    );
  const events = () =>
    deduplicator.output.messages
      .filter(({ topic }) => topic === EVENT_KINDS.event.topic)
      .map(({ value }) => JSON.parse(String(value)) as ProductEvent);

  it('is a duplicate when an app sends it again, however often', async () => {
    for (const at of [1, 2, 3]) await tell(at, 'a_positive');
    expect(await standing()).toEqual(['a_positive', 1, 1, 'b1']);
    expect([await outcomeOf(1), await outcomeOf(2), await outcomeOf(3)]).toEqual([
      ['created'],
      ['duplicate'],
      ['duplicate'],
    ]);
    expect(events().map(({ op, version }) => [op, version])).toEqual([['created', 1]]);
    expect((await deduplicator.data.registry.get(USER, ID))?.history).toHaveLength(1);
  });

  it('is a new version when it changes, also back to what it was', async () => {
    await tell(1, 'a_positive');
    await tell(2, 'o_negative');
    await tell(3, 'a_positive');
    expect(await standing()).toEqual(['a_positive', 3, 3, 'b3']);
    expect(events().map(({ op, version }) => [op, version])).toEqual([
      ['created', 1],
      ['updated', 2],
      ['updated', 3],
    ]);
  });

  it('is as old as its first statement, when that comes late', async () => {
    await tell(5, 'a_positive');
    await tell(3, 'a_positive');
    expect(await standing()).toEqual(['a_positive', 3, 1, 'b3']);
    expect(await outcomeOf(3)).toEqual(['duplicate']);
    expect(events().at(-1)).toMatchObject({ op: 'updated', data: { start: toInstant(hour(3)) } });
  });

  it('stands from its last statement on, when another one between comes late', async () => {
    await tell(1, 'a_positive');
    await tell(5, 'a_positive');
    await tell(3, 'o_negative');
    expect(await standing()).toEqual(['a_positive', 5, 3, 'b5']);
    expect(await outcomeOf(3)).toEqual(['superseded']);
    await tell(7, 'o_negative');
    expect(await standing()).toEqual(['o_negative', 7, 4, 'b7']);
  });

  it('keeps the window that it tells of: the rings of a day', async () => {
    const window = { startMs: hour(0), endMs: hour(24), id: RINGS, rawType: 'HKActivitySummaryTypeIdentifier' };
    for (const at of [30, 20, 25]) await deduplicator.feed(told(at, fact(at, 'closed', window)));
    await deduplicator.feed(told(27, fact(27, 'open', window)));
    const { startMs, endMs, revision, batchId } = (await deduplicator.data.recordings.get(USER, RINGS))!;
    expect([startMs, endMs, revision, batchId]).toEqual([hour(0), hour(24), 3, 'b30']);
  });
});
