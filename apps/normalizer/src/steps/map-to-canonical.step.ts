import { BATCH_LIMITS, type LastRun, type RawBatch, type RecordProblem } from '@tributary/contracts';
import { ok, rejected, type Outcome, type Rejected } from '@tributary/pipeline';
import type { createNormalizer as createMapping } from '@tributary/platforms';
import { isTooLarge, RunWriter, type CanonicalRun } from './canonical-run.js';
import type { DecodedBatch } from './decode-envelope.step.js';

const STEP = 'mapToCanonical';

type Mapping = ReturnType<typeof createMapping>;

/**
 * Hop 4: every raw record → canonical records, gathered into runs. A record that cannot be mapped is named in its run
 * and goes to the dead letters by itself; its neighbours pass.
 */
export function createMapToCanonical(createNormalizer: typeof createMapping) {
  return function mapToCanonical({ facts, batch }: DecodedBatch): Outcome<CanonicalRun>[] {
    const deviceTimeZone = batch.device?.timeZone ?? null;
    const mapping = createNormalizer({ platform: batch.platform, receivedMs: facts.receivedMs, deviceTimeZone });
    const counts = { records: batch.records.length, deletions: batch.deletions?.length ?? 0 };
    if (counts.records * (batch.snapshots?.length ?? 0) > BATCH_LIMITS.snapshotLooks) return [tooLarge('snapshots')];
    const writer = new RunWriter({ ...facts, deviceTimeZone, ...counts }, () => mapping.sources());
    const quarantine = createQuarantine(mapping.deviceTimeZone);
    const quarantined = mapRecords(batch, mapping, writer, quarantine);
    const { last, refused } = mapLast(batch, mapping, quarantine);
    const runs = writer.finish(last);
    if (runs.some(isTooLarge)) return [tooLarge('deletions')];
    return [...runs.map((run) => ok(run)), ...quarantined, ...refused];
  };
}

const tooLarge = (path: string): Rejected =>
  rejected(STEP, { code: 'batch_too_large', path, detail: 'The batch is too large once it is mapped.' });

function mapRecords({ records }: RawBatch, mapping: Mapping, writer: RunWriter, quarantine: Quarantine): Rejected[] {
  const quarantined: Rejected[] = [];
  records.forEach((raw, index) => {
    const result = mapping.record(raw, index);
    if (result.ok && writer.add(index, result.records, result.warnings)) return;
    const problem = result.ok ? recordTooLarge(index) : result.problem;
    writer.addProblem(index, problem);
    quarantined.push(quarantine(problem, raw));
  });
  return quarantined;
}

const recordTooLarge = (index: number): RecordProblem => ({
  index,
  code: 'record_too_large',
  path: `records[${index}]`,
  detail: 'The record is too large once it is mapped.',
});

/** What concerns the batch as a whole; a part of it that cannot be read is refused by itself. */
function mapLast(batch: RawBatch, mapping: Mapping, quarantine: Quarantine): { last: LastRun; refused: Rejected[] } {
  const deletions = split(batch.deletions ?? [], (raw, index) => mapping.deletion(raw, index));
  const snapshots = split(batch.snapshots ?? [], (raw, index) => mapping.snapshot(raw, index, batch.records));
  const last: LastRun = {
    more: false,
    deletions: deletions.good,
    deletionProblems: deletions.problems,
    snapshotProblems: snapshots.problems,
    deletionsUnavailable: batch.deletionsUnavailable ?? [],
    snapshots: snapshots.good,
    anchors: batch.sync?.anchors ?? {},
    sequence: batch.sync?.sequence ?? null,
  };
  const ofDeletions = deletions.problems.map((problem) => quarantine(problem, batch.deletions?.[problem.index]));
  return { last, refused: [...ofDeletions, ...snapshots.problems.map(quarantineSnapshot)] };
}

function split<Good extends object>(
  raws: readonly unknown[],
  read: (raw: unknown, index: number) => Good | RecordProblem,
) {
  const good: Good[] = [];
  const problems: RecordProblem[] = [];
  raws.forEach((raw, index) => {
    const result = read(raw, index);
    if (isProblem(result)) problems.push(result);
    else good.push(result);
  });
  return { good, problems };
}

const isProblem = (result: object): result is RecordProblem => 'code' in result;

type Quarantine = (problem: RecordProblem, raw: unknown) => Rejected;

/** A record or deletion goes to the dead letters alone, with the zone that its batch would have lent it. */
const createQuarantine =
  (deviceTimeZone: string | null): Quarantine =>
  ({ index, code, path, detail }, raw) => {
    const value = toJson(raw);
    const zone = deviceTimeZone === null ? {} : { deviceTimeZone };
    return rejected(STEP, { code, path, detail, ...(value === null ? {} : { part: { index, value, ...zone } }) });
  };

/** A snapshot says what its batch holds: alone it would delete everything. */
const quarantineSnapshot = ({ index, code, path, detail }: RecordProblem): Rejected =>
  rejected(STEP, { code, path, detail, part: { index, value: null } });

/** null for what `JSON.parse` took and `JSON.stringify` cannot write: nested so deep that only the whole batch holds it. */
function toJson(raw: unknown): string | null {
  try {
    return JSON.stringify(raw);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
