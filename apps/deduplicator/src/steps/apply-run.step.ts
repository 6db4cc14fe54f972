import {
  noOutcomes,
  recordOfPart,
  valuesIdOf,
  type BatchFacts,
  type CanonicalChunk,
  type CanonicalRecord,
  type LastRun,
  type Outcome,
  type OutcomeCounts,
  type RecordId,
  type RecordProblem,
  type RecordWarning,
} from '@tributary/contracts';
import { RECEIPT_LIST_LIMIT, type Receipt, type ZoneLookup } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { typeId } from '../person/snapshots.js';
import { flagForSnapshot, keepAnchor, noteArrivals } from '../person/sync-state.js';
import { applyDeletion } from './apply-deletion.js';
import { applyRecord } from './apply-record.step.js';
import { applySnapshot } from './apply-snapshot.js';
import { noteClientRecord } from './client-records.js';
import { dropValues } from './identity-changes.js';
import { noteSources } from './note-sources.js';
import { Placer } from './placer.js';

/** A raw record can give several canonical ones; what it became is the first of these that any of them became. */
const PRECEDENCE: readonly Outcome[] = ['quarantined', 'created', 'updated', 'deleted', 'superseded', 'duplicate'];

const freshReceipt = (batch: BatchFacts): Receipt => ({
  tenant: batch.tenant,
  userId: batch.userId,
  batchId: batch.batchId,
  contentHash: batch.contentHash,
  status: 'accepted',
  receivedMs: batch.receivedMs,
  completedMs: null,
  records: batch.records,
  deletions: batch.deletions,
  snapshotDeletions: 0,
  cursor: 0,
  deletionCursor: 0,
  outcomes: noOutcomes(),
  problems: [],
  warnings: [],
});

/** Applies one run of a batch and brings its receipt forward. A run that was applied before changes nothing. */
export function applyRun(work: PersonWork, run: CanonicalChunk, zones: ZoneLookup): void {
  const { batch } = run;
  const claimed = work.receipts.get(batch.batchId);
  const receipt: Receipt = { ...freshReceipt(batch), ...claimed };
  // The gateway could not look the id up when this content came: its records count, but the receipt is the first content's.
  const isForeign = receipt.contentHash !== batch.contentHash;
  if (!isForeign && (receipt.status === 'completed' || (run.last === null && run.toIndex <= receipt.cursor))) return;

  work.batchIds.add(batch.batchId);
  const from = isForeign ? 0 : receipt.cursor;
  const outcomes = { ...receipt.outcomes };
  const problems = run.problems.filter(({ index }) => index >= from);
  const warnings = run.warnings.filter(({ index }) => index >= from);
  applyRecords(work, run, from, { outcomes, problems, warnings }, zones);
  const last = run.last && deletionsFrom(run.last, isForeign ? 0 : receipt.deletionCursor);
  const snapshotDeletions = last ? applyLast(work, run, last, outcomes) : 0;
  if (isForeign) return;

  problems.push(...(last?.deletionProblems ?? []), ...(last?.snapshotProblems ?? []));
  const isOver = last?.more === false;
  work.receipts.set(batch.batchId, {
    ...receipt,
    status: isOver ? 'completed' : 'processing',
    completedMs: isOver ? work.nowMs : null,
    cursor: Math.max(receipt.cursor, run.toIndex),
    deletionCursor: Math.max(
      receipt.deletionCursor,
      ...(last?.deletions ?? []).slice(-1).map(({ index }) => index + 1),
    ),
    snapshotDeletions: receipt.snapshotDeletions + snapshotDeletions,
    outcomes,
    problems: firstOf<RecordProblem>(receipt.problems, problems),
    warnings: firstOf<RecordWarning>(receipt.warnings, warnings),
  });
}

/** What a redelivery has not applied yet. */
const deletionsFrom = (last: LastRun, from: number): LastRun => ({
  ...last,
  deletions: last.deletions.filter(({ index }) => index >= from),
});

const firstOf = <T>(kept: readonly T[], added: readonly T[]): T[] => [...kept, ...added].slice(0, RECEIPT_LIST_LIMIT);

/** What a receipt tells of records. */
interface Findings {
  readonly outcomes: OutcomeCounts;
  readonly problems: RecordProblem[];
  readonly warnings: RecordWarning[];
}

/** A record that finds no room is in the raw batch still. */
const noRoomFor = (index: number): RecordProblem => ({
  index,
  code: 'series_too_dense',
  path: `records[${String(index)}]`,
  detail: 'So many samples of its metric and source start near it that no more can be stored.',
});

function applyRecords(
  work: PersonWork,
  run: CanonicalChunk,
  from: number,
  { outcomes, problems, warnings }: Findings,
  zones: ZoneLookup,
): void {
  noteSources(work, run);
  const records = run.records.filter(({ index }) => index >= from);
  noteArrivals(work, run.batch, records);
  const placer = new Placer(work, run.batch.batchId, run.batch.deviceTimeZone);
  const byIndex = new Map<number, Outcome>();
  const hasValues = ({ id, index }: CanonicalRecord): boolean =>
    run.records.some((other) => other.index === index && other.id === valuesIdOf(id));
  for (const { index } of run.problems) if (index >= from) byIndex.set(index, 'quarantined');
  for (const record of records) {
    const outcome = applyRecord(work, record, run.batch, placer);
    if (outcome === 'quarantined' && byIndex.get(record.index) !== outcome) problems.push(noRoomFor(record.index));
    if (record.id !== recordOfPart(record.id)) continue;
    if (outcome === 'updated' && !hasValues(record)) dropValues(work, record.id, run.batch);
    const known = byIndex.get(record.index);
    if (known === undefined || PRECEDENCE.indexOf(outcome) < PRECEDENCE.indexOf(known))
      byIndex.set(record.index, outcome);
    const isStored = outcome === 'created' || outcome === 'updated';
    if (isStored && noteClientRecord(work, run, record))
      warnings.push({ index: record.index, code: 'client_id_reused', path: `records[${String(record.index)}]` });
    if (known === undefined && lacksZone(record, zones))
      warnings.push({ index: record.index, code: 'zone_assumed', path: `records[${String(record.index)}]` });
  }
  for (const outcome of byIndex.values()) outcomes[outcome] += 1;
}

const lacksZone = (record: CanonicalRecord, zones: ZoneLookup): boolean =>
  record.startOffsetMinutes === null && zones.zoneInForce(record.startMs) === null;

/** What concerns the batch as a whole: deletes, snapshots, anchors. Returns how many records the snapshots deleted. */
function applyLast(work: PersonWork, run: CanonicalChunk, last: LastRun, outcomes: OutcomeCounts): number {
  const { batch } = run;
  const dense = chunksOfUnregistered(work, new Set(last.deletions.map(({ id }) => id)));
  for (const deletion of last.deletions) outcomes[applyDeletion(work, deletion, batch, dense)] += 1;
  outcomes.quarantined += last.deletionProblems.length;
  for (const recordType of last.deletionsUnavailable) flagForSnapshot(work, batch, typeId(batch.platform, recordType));
  for (const [recordType, anchor] of Object.entries(last.anchors))
    keepAnchor(work, batch, typeId(batch.platform, recordType), anchor);
  return last.snapshots.reduce((count, snapshot, at) => count + applySnapshot(work, batch, snapshot, at), 0);
}

function chunksOfUnregistered(work: PersonWork, ids: ReadonlySet<RecordId>): Map<RecordId, string[]> {
  const found = new Map<RecordId, string[]>();
  const wanted = work.denseDeletions;
  if (ids.size === 0 || wanted === null) return found;
  for (const chunk of work.chunks.values()) {
    const inChunk = Array.from(chunk.idsAmong(wanted)).filter((id) => ids.has(id) && work.registry.get(id) === null);
    // What is found here is about to go, and to ask for one id of a packed chunk reads them all.
    if (inChunk.length > 0) chunk.open();
    const here = [chunk.id];
    for (const id of inChunk) found.set(id, found.get(id)?.concat(here) ?? here);
  }
  return found;
}
