import type { RecordVersion } from '@tributary/contracts';

/** One version that an identity was seen in, and the batch that brought it (its receipt tells when). */
export interface VersionEntry extends RecordVersion {
  readonly op: 'upsert' | 'delete';
  readonly batchId: string;
  /** Position in the batch's `records`, or `deletions`. */
  readonly index: number;
}

/** The delete of an identity; `final` on platforms where a deleted id never lives again (HealthKit). */
export interface StoredTombstone {
  readonly deletedMs: number;
  readonly final: boolean;
}

/** Where an identity lies and what is known of its versions: collection `records`, key = record id. */
export interface RegistryEntry {
  /** Chunk ids, or `recordings`; empty while nothing of it is stored. */
  readonly at: readonly string[];
  /** The stored version; null while none is. */
  readonly version: RecordVersion | null;
  readonly tombstone: StoredTombstone | null;
  /** Every distinct version seen, in version order; empty while there was only the stored one. */
  readonly history: readonly VersionEntry[];
}
