import {
  platformOfRecord,
  type CanonicalChunk,
  type CanonicalDeletion,
  type CanonicalRecord,
  type ExportLine,
  type ImportFacts,
  type Platform,
  type RecordId,
} from '@tributary/contracts';
import type { StoredRecord } from '@tributary/store';

/** A stored record as it was before it was stored, as far as loading and zones look at it. */
function toRecord({ metric, sourceId, record }: ExportLine<'samples'>['data']): CanonicalRecord {
  const { id, rawId, version, index, startMs, endMs, profile, samples } = record as unknown as StoredRecord;
  const content = {
    kind: 'samples' as const,
    samples: samples.map(({ part, ...sample }) => toSample(metric, part, sample)),
  };
  const { rawType, startOffsetMinutes, endOffsetMinutes, timeZone, recordingMethod, flags } = profile;
  const facts = { rawType, startOffsetMinutes, endOffsetMinutes, timeZone, recordingMethod, flags };
  const source = sourceId as CanonicalRecord['sourceId'];
  return { id, rawId, version, index, startMs, endMs, ...facts, sourceId: source, clientRecordId: null, content };
}

const toSample = (
  metric: string,
  part: string,
  { startMs, endMs, value }: { startMs: number; endMs: number; value: number },
) => ({
  part,
  metric,
  startMs,
  endMs,
  value,
});

const recordsOf = (line: ExportLine): CanonicalRecord[] => {
  if (line.kind === 'samples') return [toRecord(line.data)];
  return line.kind === 'recording' ? [line.data.record as unknown as CanonicalRecord] : [];
};

/** Identities are asked for as deletes are: whether their record is stored is what counts. */
const deletionsOf = (line: ExportLine): CanonicalDeletion[] =>
  line.kind === 'identity'
    ? [{ index: -1, id: line.data.id as RecordId, rawId: line.data.id, recordType: null, deletedMs: 0 }]
    : [];

/**
 * The lines of a part as runs of batches, one a platform: what such runs would touch is what the part can touch, so it
 * is read in the same way. They are not applied.
 */
export function linesAsRuns(facts: ImportFacts, lines: readonly ExportLine[]): CanonicalChunk[] {
  const records = Map.groupBy(lines.flatMap(recordsOf), ({ id }) => platformOfRecord(id));
  const deletions = Map.groupBy(lines.flatMap(deletionsOf), ({ id }) => platformOfRecord(id));
  return [...new Set([...records.keys(), ...deletions.keys()])].map((platform) =>
    asRun(facts, platform, records.get(platform) ?? [], deletions.get(platform) ?? []),
  );
}

function asRun(
  { tenant, userId, importId, receivedMs }: ImportFacts,
  platform: Platform,
  records: readonly CanonicalRecord[],
  deletions: readonly CanonicalDeletion[],
): CanonicalChunk {
  return {
    schemaVersion: 1,
    batch: {
      tenant,
      userId,
      batchId: importId,
      contentHash: importId,
      platform,
      origin: 'backfill',
      receivedMs,
      deviceTimeZone: null,
      records: records.length,
      deletions: deletions.length,
    },
    fromIndex: 0,
    toIndex: records.length,
    sources: [],
    records,
    problems: [],
    warnings: [],
    last: {
      more: false,
      deletions,
      deletionProblems: [],
      deletionsUnavailable: [],
      snapshots: [],
      anchors: {},
      sequence: null,
    },
  };
}
