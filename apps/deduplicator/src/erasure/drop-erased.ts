import { TransientError } from '@tributary/pipeline';
import { isErased } from '@tributary/store';
import type { PersonWork } from '../person/person-work.js';

/**
 * Leaves out what was received before the person was erased: history that comes late, a replay, a rebuild. On the lane
 * that erases nothing waits: what was sent while the erasure was asked for lies before it, and is erased by it.
 * @throws TransientError for data of a new life while the live lane has yet to erase the old one.
 */
export function dropErased(work: PersonWork, isErasingLane: boolean): void {
  const { erasure } = work;
  work.runs = work.runs.filter(({ batch }) => !isErased(erasure, batch.receivedMs));
  if (!isErasingLane && erasure.pendingMs !== null && work.runs.length > 0)
    throw new TransientError('An erasure is under way on the live lane');
}
