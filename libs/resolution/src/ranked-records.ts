import type { Interval, PriorityRule, RecordingMethod, Source } from '@tributary/contracts';
import { nearDuplicates } from './near-duplicates.js';
import { rankOf } from './source-rank.js';
import type { SweepRecord, ValueRecord } from './sweep-field.js';

interface RecordedRecord extends Interval {
  readonly id: string;
  readonly sourceId: string;
  readonly recordingMethod: RecordingMethod;
  /** Epoch milliseconds; null where the platform does not say. */
  readonly modifiedMs: number | null;
}

/** A record of one metric before a rule has ranked its source: a value, or a session with its excluded pieces. */
export type MetricRecord = RecordedRecord & ({ readonly value: number } | { readonly excluded: readonly Interval[] });

/** The person's sources by id. */
export type SourcesById = ReadonlyMap<string, Source>;

export type RankOf = (sourceId: string, recordingMethod: RecordingMethod) => number | null;

/** Where what never counts stands in an explanation: below every rank. */
export const NEVER_RANK = -1;

/** Ranks by a rule, worked out once for each source and method. Throws for a source that is not given. */
export function rankBy(rule: PriorityRule, sources: SourcesById): RankOf {
  const ranks = new Map<string, Map<RecordingMethod, number | null>>();
  return (sourceId, recordingMethod) => {
    let byMethod = ranks.get(sourceId);
    if (byMethod === undefined) ranks.set(sourceId, (byMethod = new Map()));
    let rank = byMethod.get(recordingMethod);
    if (rank === undefined) {
      const source = sources.get(sourceId);
      if (source === undefined) throw new Error('A record names a source that was not given');
      rank = rankOf(rule, source, recordingMethod);
      byMethod.set(recordingMethod, rank);
    }
    return rank;
  };
}

/** Ranks records by a rule; those of sources that never count are left out. Throws for a source that is not given. */
export function rankRecords(records: readonly MetricRecord[], rule: PriorityRule, sources: SourcesById): SweepRecord[] {
  const rankFor = rankBy(rule, sources);
  const ranked: SweepRecord[] = [];
  for (const record of records) {
    const rank = rankFor(record.sourceId, record.recordingMethod);
    if (rank !== null) ranked.push({ ...record, rank });
  }
  return ranked;
}

export const isValueRecord = (record: SweepRecord): record is ValueRecord => 'value' in record;

/** Of near copies only the one that counts; sessions are left as they are. */
export function withoutCopies(records: readonly SweepRecord[]): SweepRecord[] {
  const copies = nearDuplicates(records.filter(isValueRecord));
  return copies.size === 0 ? [...records] : records.filter(({ id }) => (copies.get(id) ?? id) === id);
}
