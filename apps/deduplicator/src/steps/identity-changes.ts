import { valuesIdOf, type BatchFacts, type RecordId } from '@tributary/contracts';
import type { RegistryEntry } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { countRecord } from '../person/sync-state.js';
import { historyOf, isValues, storedFacts } from './identity-entry.js';
import { settleValuesAside } from './outliving-versions.js';
import { replaceStored } from './store-record.js';

export function countIn(work: PersonWork, id: RecordId, rawType: string, batch: BatchFacts): void {
  if (!isValues(id)) countRecord(work, batch, rawType, 1);
}

export function countOut(work: PersonWork, id: RecordId, entry: RegistryEntry, batch: BatchFacts): void {
  if (isValues(id)) return;
  const stored = storedFacts(work, id, entry);
  if (stored) countRecord(work, batch, stored.rawType, -1);
}

/** Writes an entry with the fields it has something to say in, and settles the values that go with its versions. */
export function replaceEntry(work: PersonWork, id: RecordId, entry: RegistryEntry): void {
  const { at, version, tombstone, history, absent, outliving = [] } = entry;
  work.registry.set(id, {
    at,
    version,
    tombstone,
    history,
    ...(absent && version === null && { absent }),
    ...(outliving.length > 0 && { outliving }),
  });
  if (!isValues(id)) settleValuesAside(work, id);
}

/** Takes out what stands of an identity, its values with it; `after` says what is known of it then. */
export function removeStored(
  work: PersonWork,
  id: RecordId,
  before: RegistryEntry,
  after: RegistryEntry,
  batch: BatchFacts,
): void {
  countOut(work, id, before, batch);
  replaceEntry(work, id, { ...after, at: [], version: null });
  replaceStored(work, id, before.at, null, after.history.length, batch.batchId);
  dropValues(work, id, batch);
}

/** The values of an event go with it: when it is deleted, or its next version has none. */
export function dropValues(work: PersonWork, id: RecordId, batch: BatchFacts): void {
  const values = valuesIdOf(id);
  const entry = work.registry.get(values);
  if (!entry?.version) return;
  const history = historyOf(work, values, entry);
  replaceStored(work, values, entry.at, null, history.length, batch.batchId);
  replaceEntry(work, values, { ...entry, at: [], version: null, history });
}
