import { setImmediate } from 'node:timers/promises';
import type { CanonicalDeletion } from '@tributary/contracts';
import { WantedIds, type IdColumns, type UserData } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';
import { DENSE_METRICS } from './metrics-of-type.js';

/** Deletes of one flush from which the next flushes are expected to bring more. */
const FLOOD = 1_000;

const isHealthKit = ({ id }: CanonicalDeletion): boolean => id.startsWith('hk-');

/**
 * Chunks that may hold the records of deletes, by id columns that were read: dense HealthKit samples have no registry
 * entry. Gives way first, so that what else is asked for is on its way while this thread compares.
 */
export async function chunksHolding(columns: IdColumns, deletions: readonly CanonicalDeletion[]): Promise<string[]> {
  await setImmediate();
  return columns.holding(new WantedIds(deletions.filter(isHealthKit).map(({ id }) => id)));
}

/** The same where no columns were read yet; those of a flood are left for the next flush. */
export async function readChunksHolding(
  work: PersonWork,
  data: UserData,
  deletions: readonly CanonicalDeletion[],
): Promise<string[]> {
  if (!deletions.some(isHealthKit)) return [];
  // The type is not part of the identity: a delete finds its record whatever type it names.
  const columns = await data.chunks.idColumns(work.user, DENSE_METRICS);
  if (deletions.length >= FLOOD) work.idColumns = columns;
  return chunksHolding(columns, deletions);
}
