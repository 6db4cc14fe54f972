import type { PriorityRule, SourceId, UserKey } from '@tributary/contracts';

/** Collection `users`, `_id` = the user key. Written by the gateway and, with the first batch, by the deduplicator. */
export interface UserProfile {
  readonly tenant: string;
  readonly userId: string;
  readonly timeZone?: string | null;
  readonly dayStartsAt?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** The zone in force from an instant on, as set or learned from live batches; ascending. */
  readonly zoneEntries?: readonly { readonly fromMs: number; readonly zone: string }[];
  /** The first zone a batch ever named, for what lies before every entry. */
  readonly fallbackZone?: string | null;
  readonly createdAt?: Date;
  /** The person is being erased: reads find nobody. */
  readonly erasure?: { readonly id: string; readonly requestedMs: number };
}

/** Collection `sources`, key = source id. */
export interface StoredSource {
  readonly u: UserKey;
  readonly app: { readonly id: string; readonly name: string | null };
  readonly device: { readonly manufacturer: string | null; readonly model: string | null; readonly type: string };
  readonly recordingMethods: readonly string[];
  readonly metrics: readonly string[];
  /** Earliest and latest instant of its records. */
  readonly firstMs: number;
  readonly lastMs: number;
}

export type StoredSources = ReadonlyMap<SourceId, StoredSource>;

/** Collection `sync_states`, key = `platform|recordType`: what an app needs to go on after it lost its storage. */
export interface SyncState {
  readonly platform: string;
  readonly recordType: string;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  readonly records: number;
  readonly lastReceivedMs: number;
  readonly anchor: string | null;
  /** The deletions of this type were lost: what is stored may hold records that are gone, until snapshots cover it. */
  readonly needsSnapshot: boolean;
  /** Windows that snapshots have covered since then. */
  readonly covered: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly backfilled: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Collection `source_priorities`, `_id` = tenant or user key. */
export interface StoredRules {
  readonly rules: readonly PriorityRule[];
  readonly version: number;
  /** What stood before, the newest first. */
  readonly history: readonly { readonly version: number; readonly rules: readonly PriorityRule[] }[];
}
