import { recordOfPart, valuesIdOf, type RecordId, type SourceId } from '@tributary/contracts';
import { WantedIds, type Recording, type RegistryEntry, type StoredRecord } from '@tributary/store';
import type { Person } from '../person/person.js';

/** The samples of a record that lie in one chunk. */
export interface StoredPart {
  readonly metric: string;
  readonly sourceId: SourceId;
  readonly record: StoredRecord;
}

/** What is stored of one platform record: one document, samples in one chunk or several, or (a meal) both. */
export interface FoundRecord {
  readonly id: RecordId;
  readonly entry: RegistryEntry | null;
  readonly recording: Recording | null;
  readonly parts: readonly StoredPart[];
}

/** Chunks a record lies in: those its entries name; without any (dense samples) those whose id column may hold it. */
async function placesOf(
  { readers, user }: Person,
  id: RecordId,
  entries: readonly RegistryEntry[],
  isRecording: boolean,
): Promise<readonly string[]> {
  if (entries.length === 0 && !isRecording) return readers.data.chunks.idsHolding(user, new WantedIds([id]));
  return entries.flatMap(({ at }) => at.filter((place) => place.includes('|')));
}

/** A stored record by its id or by that of one of its samples, with the values that share its fate; null: nothing. */
export async function findRecord(person: Person, sampleOrRecordId: string): Promise<FoundRecord | null> {
  const { readers, user } = person;
  const id = recordOfPart(sampleOrRecordId);
  const ids = [id, valuesIdOf(id)];
  const [entries, recording] = await Promise.all([
    readers.data.registry.byKeys(user, ids),
    readers.data.recordings.get(user, id),
  ]);
  const chunks = await readers.data.chunks.byIds(await placesOf(person, id, [...entries.values()], recording !== null));
  const parts = chunks.flatMap(({ key, records }) =>
    ids.flatMap((one) => {
      const record = records.get(one);
      return record ? [{ metric: key.metric, sourceId: key.sourceId, record }] : [];
    }),
  );
  if (parts.length === 0 && !recording) return null;
  return { id, entry: entries.get(id) ?? entries.get(valuesIdOf(id)) ?? null, recording, parts };
}
