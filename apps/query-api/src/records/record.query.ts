import { METRICS, recordOfPart, type RecordId, type SourceId } from '@tributary/contracts';
import type { Recording, RegistryEntry, StoredRecord } from '@tributary/store';
import type { Person } from '../person/person.js';

const DENSE_METRICS = METRICS.filter(({ dense }) => dense).map(({ id }) => id as string);

/** The samples of a record that lie in one chunk. */
export interface StoredPart {
  readonly metric: string;
  readonly sourceId: SourceId;
  readonly record: StoredRecord;
}

/** What is stored of one platform record: one document, or samples in one chunk or several. */
export interface FoundRecord {
  readonly id: RecordId;
  readonly entry: RegistryEntry | null;
  readonly recording: Recording | null;
  readonly parts: readonly StoredPart[];
}

/** Chunks a record lies in: those its entry names; without one (dense samples) those whose id column may hold it. */
async function placesOf(
  { readers, user }: Person,
  id: RecordId,
  entry: RegistryEntry | null,
): Promise<readonly string[]> {
  return entry
    ? entry.at.filter((place) => place.includes('|'))
    : readers.data.chunks.idsHolding(user, DENSE_METRICS, [id]);
}

/** A stored record by its id or by that of one of its samples; null: nothing is stored under it. */
export async function findRecord(person: Person, sampleOrRecordId: string): Promise<FoundRecord | null> {
  const { readers, user } = person;
  const id = recordOfPart(sampleOrRecordId);
  const [entry, recording] = await Promise.all([
    readers.data.registry.get(user, id),
    readers.data.recordings.get(user, id),
  ]);
  if (recording) return { id, entry, recording, parts: [] };
  const chunks = await readers.data.chunks.byIds(await placesOf(person, id, entry));
  const parts = chunks.flatMap(({ key, records }) => {
    const record = records.get(id);
    return record ? [{ metric: key.metric, sourceId: key.sourceId, record }] : [];
  });
  return parts.length === 0 ? null : { id, entry, recording: null, parts };
}
