import {
  METRIC_BY_ID,
  PLATFORMS,
  type CanonicalChunk,
  type CanonicalRecord,
  type Interval,
} from '@tributary/contracts';
import { clientRecordKey } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

const isDense = ({ content }: CanonicalRecord): boolean =>
  content.kind === 'samples' && content.samples.some(({ metric }) => METRIC_BY_ID.get(metric)?.dense === true);

/**
 * Key under which a record's own id of its app is looked up; null: it has none, it is dense, or its platform gives a
 * replaced record a new id (HealthKit), where the same one twice is no fault.
 */
function keyOf({ batch, sources }: CanonicalChunk, record: CanonicalRecord): string | null {
  const { clientRecordId, sourceId, rawType } = record;
  if (clientRecordId === null || PLATFORMS[batch.platform].deleteIsFinal || isDense(record)) return null;
  const app = sources.find(({ id }) => id === sourceId)?.app.id ?? '';
  return clientRecordKey(app, rawType, clientRecordId);
}

/** Keys of everything in the runs that is looked up. */
export const clientRecordKeys = (runs: readonly CanonicalChunk[]): Set<string> =>
  new Set(runs.flatMap((run) => run.records.flatMap((record) => keyOf(run, record) ?? [])));

const areDisjoint = (a: Interval, b: Interval): boolean =>
  a.startMs !== b.startMs && (a.endMs <= b.startMs || b.endMs <= a.startMs);

/** Notes which record carries its app's id, and tells whether another one with a disjoint window carries it too. */
export function noteClientRecord(work: PersonWork, run: CanonicalChunk, record: CanonicalRecord): boolean {
  const key = keyOf(run, record);
  if (key === null) return false;
  const { id, startMs, endMs } = record;
  const known = work.clientRecords.get(key);
  if (known === null || id <= known.id) work.clientRecords.set(key, { id, startMs, endMs });
  return known !== null && known.id !== id && areDisjoint(known, record);
}
