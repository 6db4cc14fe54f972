import { setImmediate } from 'node:timers/promises';
import type { CanonicalDeletion } from '@tributary/contracts';
import { WantedIds, type IdColumns, type UserData } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

/** Deletes of one flush from which the next flushes are expected to bring more. */
const FLOOD = 1_000;

/** Ids of deletes whose records may have no registry entry; null: none. */
function denseAmong(deletions: readonly CanonicalDeletion[]): WantedIds | null {
  const ids = deletions.flatMap(({ id }) => (id.startsWith('hk-') ? [id] : []));
  return ids.length > 0 ? new WantedIds(ids) : null;
}

/**
 * Chunks that may hold the records of deletes, by id columns that were read: dense HealthKit samples have no registry
 * entry. Gives way first, so that what else is asked for is on its way while this thread compares.
 */
export async function chunksHolding(
  work: PersonWork,
  columns: IdColumns,
  deletions: readonly CanonicalDeletion[],
): Promise<string[]> {
  await setImmediate();
  work.denseDeletions = denseAmong(deletions);
  return work.denseDeletions ? columns.holding(work.denseDeletions) : [];
}

/** The same where no columns were read yet; those of a flood are left for the next flush. */
export async function readChunksHolding(
  work: PersonWork,
  data: UserData,
  deletions: readonly CanonicalDeletion[],
): Promise<string[]> {
  const wanted = (work.denseDeletions = denseAmong(deletions));
  if (wanted === null) return [];
  if (wanted.size < FLOOD) return data.chunks.idsHolding(work.user, wanted);
  work.idColumns = await data.chunks.idColumns(work.user);
  return work.idColumns.holding(wanted);
}
