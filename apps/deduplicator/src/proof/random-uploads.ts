import * as fc from 'fast-check';
import { sha256, type CanonicalChunk, type CanonicalRecord, type CanonicalSnapshot } from '@tributary/contracts';
import { SOURCES } from './record-shapes.js';
import { hourMs, idOf, platformOf, rawTypeOf, recordsOf, SLOTS, type Draft } from './upload-slots.js';

interface DeletionDraft {
  readonly slot: number;
  /** Hours on the grid of edits; null: the batch's receipt time. */
  readonly hours: number | null;
  readonly namesType: boolean;
}

interface SnapshotDraft {
  readonly slot: number;
  readonly edit: number;
  /** Hours from the first place on. */
  readonly from: number;
  readonly hours: number;
  /** Index into `SOURCES`; null: any app. */
  readonly source: number | null;
}

interface UploadDraft {
  readonly isHealthkit: boolean;
  readonly receivedHours: number;
  readonly drafts: readonly Draft[];
  readonly deletions: readonly DeletionDraft[];
  readonly snapshots: readonly SnapshotDraft[];
  /** Records in the first of two runs; beyond the length: one run. An odd one cuts the deletions in two runs as well. */
  readonly cut: number;
}

/** What a phone uploads in a random life, and how it is delivered. */
export interface Life {
  readonly uploads: readonly UploadDraft[];
  /** Which upload comes when, some more than once: indexes modulo the number of uploads. */
  readonly again: readonly number[];
  /** Runs that are flushed together. */
  readonly together: number;
  /** Flushes after which the process dies between storing and publishing, so that they come again. */
  readonly crashes: readonly number[];
}

const slot = (isHealthkit: boolean): fc.Arbitrary<number> =>
  fc.constantFrom(...[...SLOTS.keys()].filter((each) => (platformOf(each) === 'healthkit') === isHealthkit));

const draft = (isHealthkit: boolean): fc.Arbitrary<Draft> =>
  fc.record({
    slot: slot(isHealthkit),
    edit: fc.nat(3),
    place: fc.oneof(fc.nat(159), fc.nat(20)),
    length: fc.nat(4),
    amount: fc.nat(5),
    source: fc.nat(2),
    jitter: fc.constantFrom(0, 0, 0, 400),
    namesOffset: fc.boolean(),
  });

const deletion = (isHealthkit: boolean): fc.Arbitrary<DeletionDraft> =>
  fc.record({
    slot: slot(isHealthkit),
    hours: fc.option(fc.nat(7)),
    namesType: isHealthkit ? fc.constant(true) : fc.boolean(),
  });

const snapshot = (isHealthkit: boolean): fc.Arbitrary<SnapshotDraft> =>
  fc.record({
    slot: slot(isHealthkit),
    edit: fc.nat(3),
    from: fc.nat(40),
    hours: fc.integer({ min: 1, max: 40 }),
    source: fc.option(fc.nat(2)),
  });

const upload: fc.Arbitrary<UploadDraft> = fc.boolean().chain((isHealthkit) =>
  fc.record({
    isHealthkit: fc.constant(isHealthkit),
    receivedHours: fc.nat(8),
    drafts: fc.array(draft(isHealthkit), { maxLength: 6 }),
    deletions: fc.array(deletion(isHealthkit), { maxLength: 2 }),
    snapshots: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(snapshot(isHealthkit), { minLength: 1, maxLength: 1 }) },
    ),
    cut: fc.nat(6),
  }),
);

export const life: fc.Arbitrary<Life> = fc.record({
  uploads: fc.array(upload, { minLength: 1, maxLength: 6 }),
  again: fc.array(fc.nat(5), { maxLength: 3 }),
  together: fc.integer({ min: 1, max: 5 }),
  crashes: fc.array(fc.nat(4), { maxLength: 1 }),
});

/** The flushes of a life: runs of canonical records as the normalizer would give them. */
export function flushesOf({ uploads, again, together }: Life, userId: string): CanonicalChunk[][] {
  const deliveries = [...uploads.keys(), ...again.map((index) => index % uploads.length)];
  const runs = deliveries.flatMap((index) =>
    uploads.slice(index, index + 1).flatMap((each) => runsOf(each, userId, `b${String(index)}`)),
  );
  return Array.from({ length: Math.ceil(runs.length / together) }, (_, at) =>
    runs.slice(at * together, (at + 1) * together),
  );
}

function runsOf(given: UploadDraft, userId: string, batchId: string): CanonicalChunk[] {
  const { drafts, deletions, cut, receivedHours, isHealthkit } = given;
  const records = drafts.map((each, index) => recordsOf(each, index));
  const run = (from: number, to: number): CanonicalChunk => ({
    schemaVersion: 1,
    batch: {
      tenant: 'demo',
      userId,
      batchId,
      contentHash: sha256(batchId),
      platform: isHealthkit ? 'healthkit' : 'health_connect',
      origin: 'live',
      receivedMs: hourMs(receivedHours),
      deviceTimeZone: null,
      records: records.length,
      deletions: deletions.length,
    },
    fromIndex: from,
    toIndex: to,
    sources: SOURCES,
    records: records.slice(from, to).flat(),
    problems: [],
    warnings: [],
    last: to < records.length ? null : lastOf(given, records.flat()),
  });
  const isCut = cut > 0 && cut < records.length;
  const last = run(isCut ? cut : 0, records.length);
  return [...(isCut ? [run(0, cut)] : []), ...(cut % 2 === 1 ? withDeletionsApart(last) : [last])];
}

/** The first deletion with the records, the others in a run of their own. */
function withDeletionsApart(run: CanonicalChunk): CanonicalChunk[] {
  const { last, toIndex } = run;
  if (last === null || last.deletions.length < 2) return [run];
  return [
    { ...run, last: { ...last, deletions: last.deletions.slice(0, 1), snapshots: [], more: true } },
    { ...run, fromIndex: toIndex, records: [], last: { ...last, deletions: last.deletions.slice(1) } },
  ];
}

function lastOf(
  { deletions, snapshots, receivedHours }: UploadDraft,
  records: readonly CanonicalRecord[],
): NonNullable<CanonicalChunk['last']> {
  return {
    deletions: deletions.map((each, index) => ({
      index,
      id: idOf(each.slot),
      rawId: idOf(each.slot),
      recordType: each.namesType ? rawTypeOf(each.slot, 0) : null,
      deletedMs: hourMs(each.hours ?? receivedHours),
    })),
    deletionProblems: [],
    deletionsUnavailable: [],
    snapshots: snapshots.map((each) => snapshotOf(each, records)),
    anchors: {},
    sequence: null,
    more: false,
  };
}

/** Names what of the type (and app) the batch holds in the window, as the envelope promises. */
function snapshotOf(given: SnapshotDraft, records: readonly CanonicalRecord[]): CanonicalSnapshot {
  const recordType = rawTypeOf(given.slot, given.edit);
  const source = given.source === null ? null : (SOURCES[given.source] ?? null);
  const [startMs, endMs] = [hourMs(given.from), hourMs(given.from + given.hours)];
  const present = records.filter(
    (record) =>
      record.rawType === recordType &&
      (source === null || record.sourceId === source.id) &&
      record.startMs >= startMs &&
      record.startMs < endMs,
  );
  return { recordType, app: source?.app.id ?? null, startMs, endMs, present: present.map(({ id }) => id) };
}
