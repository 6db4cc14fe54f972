import type { PriorityRule, UserKey } from '@tributary/contracts';

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
  /** Receipt of that batch, epoch milliseconds. */
  readonly fallbackMs?: number;
  /** Receipt of the newest live batch that is remembered for the zone it told. */
  readonly latestToldMs?: number;
  readonly createdAt?: Date;
  /** The person is being erased: reads find nobody. */
  readonly erasure?: { readonly id: string; readonly requestedMs: number };
}

/** Collection `sources`, key = source id. */
export interface StoredSource {
  readonly u: UserKey;
  readonly app: { readonly id: string; readonly name: string | null };
  /** Latest instant of the records that came with the name. */
  readonly nameMs?: number;
  readonly device: { readonly manufacturer: string | null; readonly model: string | null; readonly type: string };
  readonly recordingMethods: readonly string[];
  readonly metrics: readonly string[];
  /** Earliest and latest instant of its records. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** A window that a snapshot covered, and the receipt of the newest one that did. Epoch milliseconds, half-open. */
export interface CoveredWindow {
  /** The one app that the snapshot spoke of; absent: all of them. */
  readonly app?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly receivedMs: number;
}

/** What is known of one app and type: its earliest and its latest start. Epoch milliseconds. */
export interface AppStretch {
  readonly app: string;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Collection `sync_states`, key = `platform|recordType`: what an app needs to go on after it lost its storage. */
export interface SyncState {
  readonly platform: string;
  readonly recordType: string;
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** UTC hours (since the epoch) in which records start, as `[first, last]` of each run, ascending: the newest runs. */
  readonly startHours: readonly (readonly [number, number])[];
  readonly records: number;
  readonly lastReceivedMs: number;
  readonly anchor: string | null;
  /** Receipt of the batch that told the anchor. */
  readonly anchorMs: number | null;
  /** The deletions of this type were lost: what is stored may hold records that are gone, until snapshots cover it. */
  readonly needsSnapshot: boolean;
  /** Receipt of the last batch that said so. */
  readonly unavailableMs: number | null;
  /** The last hour up to then in which a record starts. */
  readonly doubtHour: number | null;
  /** Receipt of the newest snapshot. */
  readonly latestSnapshotMs: number | null;
  /** What snapshots have covered since the deletions were last lost; ascending, those of one app disjoint. */
  readonly covered: readonly CoveredWindow[];
  /** Ascending by app. Not told by states that were stored before it was kept. */
  readonly apps?: readonly AppStretch[];
  readonly backfilled: readonly { readonly fromMs: number; readonly toMs: number }[];
}

/** Collection `source_priorities`, `_id` = tenant or user key. */
export interface StoredRules {
  readonly rules: readonly PriorityRule[];
  readonly version: number;
  /** What stood before, the newest first. */
  readonly history: readonly { readonly version: number; readonly rules: readonly PriorityRule[] }[];
}
