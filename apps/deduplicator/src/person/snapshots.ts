import {
  recordTypeFor,
  type BatchFacts,
  type CanonicalSnapshot,
  type Platform,
  type RecordId,
} from '@tributary/contracts';
import {
  encodePresent,
  isPresent,
  MOST_PRESENT_BYTES,
  MOST_SNAPSHOTS,
  snapshotKey,
  snapshotPrefix,
  type KeptSnapshot,
} from '@tributary/store';
import type { PersonWork } from './person-work.js';
import { syncKey } from './sync-state.js';

/** What a snapshot looks at. */
export interface SnapshotView {
  readonly id: RecordId;
  readonly rawType: string;
  readonly app: string | undefined;
  readonly startMs: number;
  /** When the version was modified; null where its platform does not say. */
  readonly modifiedMs: number | null;
  /** Receipt of the first batch that brought the version. */
  readonly receivedMs: number;
}

export const typeId = (platform: Platform, recordType: string): string =>
  recordTypeFor(platform, recordType)?.id ?? recordType;

/** Whether a version is of the app, starts in the window, and was there to be seen when the snapshot was taken. */
export const isInSight = (
  { app, startMs, endMs, receivedMs }: Omit<KeptSnapshot, 'present' | 'batchId'>,
  version: SnapshotView,
): boolean =>
  (app === null || app === version.app) &&
  version.startMs >= startMs &&
  version.startMs < endMs &&
  version.receivedMs <= receivedMs &&
  (version.modifiedMs === null || version.modifiedMs <= receivedMs);

/** Whether some snapshot of a type was received at an instant or after it. */
export const isSnapshotSince = (work: PersonWork, platform: Platform, type: string, receivedMs: number): boolean => {
  const latestMs = work.syncStates.get(syncKey(platform, type))?.latestSnapshotMs ?? null;
  return latestMs !== null && latestMs >= receivedMs;
};

const snapshotsOf = (work: PersonWork, platform: Platform, type: string): [string, KeptSnapshot][] =>
  Array.from(work.snapshots.entries())
    .filter(([key]) => key.startsWith(snapshotPrefix(platform, type)))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** The first snapshot that should hold a version and does not; null: none deletes it. */
export function deletingSnapshot(work: PersonWork, platform: Platform, version: SnapshotView): KeptSnapshot | null {
  const type = typeId(platform, version.rawType);
  if (!isSnapshotSince(work, platform, type, version.receivedMs)) return null;
  const found = snapshotsOf(work, platform, type).find(
    ([, snapshot]) => isInSight(snapshot, version) && !isPresent(snapshot, version.id),
  );
  return found?.[1] ?? null;
}

/** Keeps a snapshot for what was received before it and is yet to come, and forgets the oldest beyond the limits. */
export function keepSnapshot(
  work: PersonWork,
  { platform, receivedMs, batchId }: BatchFacts,
  { recordType, app, startMs, endMs, present }: CanonicalSnapshot,
  position: number,
): void {
  const type = typeId(platform, recordType);
  const kept: KeptSnapshot = { app, startMs, endMs, receivedMs, batchId, present: encodePresent(present) };
  work.snapshots.set(snapshotKey(platform, type, kept, position), kept);
  let bytes = 0;
  for (const [index, [key, snapshot]] of snapshotsOf(work, platform, type).reverse().entries()) {
    bytes += snapshot.present.length();
    if (index >= MOST_SNAPSHOTS || bytes > MOST_PRESENT_BYTES) work.snapshots.set(key, null);
  }
}
