import type { UserKey } from '@tributary/contracts';
import type { ClientSession, Store } from '../connection.js';

/** What stays of an erased person, collection `erasures`: data received up to `erasedMs` never come back. */
export interface ErasureStub {
  readonly erasedMs: number | null;
  /** An erasure that the live lane has not done, or not to the end: newer data of the other lane wait for it. */
  readonly pendingMs: number | null;
}

export const ERASURE_STUBS = 'erasures';

const NO_STUB: ErasureStub = { erasedMs: null, pendingMs: null };

export async function findErasureStub(store: Store, user: UserKey, session?: ClientSession): Promise<ErasureStub> {
  const stubs = store.collection<ErasureStub & { _id: string }>(ERASURE_STUBS);
  const found = await stubs.findOne({ _id: user }, session && { session });
  return { ...NO_STUB, ...(found && { erasedMs: found.erasedMs ?? null, pendingMs: found.pendingMs ?? null }) };
}

/** Receipt of the last data that were erased or are to be, epoch milliseconds; -Infinity without an erasure. */
export const lastErasedMs = ({ erasedMs, pendingMs }: ErasureStub): number =>
  Math.max(erasedMs ?? -Infinity, pendingMs ?? -Infinity);

/** Whether what was received at `receivedMs` is of a life that was erased, or that an erasure under way erases. */
export const isErased = (stub: ErasureStub, receivedMs: number): boolean => receivedMs <= lastErasedMs(stub);
