import type { RecordVersion } from '@tributary/contracts';
import type { StoredRecord } from '../series/stored-record.js';
import type { Recording, ToldRoute } from './recording.js';

/** When a fact was told again, and by which batch. */
export interface Statement {
  /** Receipt of the batch, epoch milliseconds. */
  readonly modifiedMs: number;
  readonly batchId: string;
  readonly index: number;
}

/** One version that an identity was seen in, and the batch that brought it (its receipt tells when). */
export interface VersionEntry extends RecordVersion {
  /** A delete that carries a content hash is a snapshot's: of that version, and by that batch. */
  readonly op: 'upsert' | 'delete';
  readonly batchId: string;
  /** Position in the batch's `records`, or `deletions`; -1 for a snapshot's delete. */
  readonly index: number;
  /** The last of equal statements in a row, where a fact was told more than once. */
  readonly until?: Statement;
}

/** The delete of an identity; `final` on platforms where a deleted id never lives again (HealthKit). */
export interface StoredTombstone {
  readonly deletedMs: number;
  readonly final: boolean;
}

/** A version as it is stored: its one document, or its samples by chunk. */
export interface StoredContent {
  readonly recording: Recording | null;
  readonly pieces: readonly { readonly chunk: string; readonly record: StoredRecord }[];
}

/**
 * A version that an older modification with a higher client version superseded: a delete between their times buries
 * the newer one alone, and this one stands again.
 */
export interface OutlivingVersion {
  readonly version: RecordVersion;
  /** null: a snapshot had deleted it. */
  readonly content: StoredContent | null;
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
  /** The newest version where a snapshot deleted it: what is older than it does not stand. */
  readonly absent?: RecordVersion;
  /** Superseded versions that a delete could bring back, the newest first; mostly there are none. */
  readonly outliving?: readonly OutlivingVersion[];
  /**
   * Routes that versions told and neither the standing recording nor an outliving one holds, as far as one of them could
   * still be the last one told, the newest first; mostly there are none.
   */
  readonly toldRoutes?: readonly ToldRoute[];
}
