import type { BatchFacts, CanonicalRecord, Platform } from '@tributary/contracts';
import type { SyncState } from '@tributary/store';
import type { PersonWork } from './person-work.js';
import { unionOf, type Span } from './spans.js';

export const syncKey = (platform: Platform, recordType: string): string => `${platform}|${recordType}`;

const unseen = (platform: Platform, recordType: string): SyncState => ({
  platform,
  recordType,
  oldestMs: null,
  newestMs: null,
  records: 0,
  lastReceivedMs: 0,
  anchor: null,
  needsSnapshot: false,
  covered: [],
  backfilled: [],
});

function change(
  work: PersonWork,
  platform: Platform,
  recordType: string,
  update: (state: SyncState) => Partial<SyncState>,
): void {
  const key = syncKey(platform, recordType);
  const state = work.syncStates.get(key) ?? unseen(platform, recordType);
  work.syncStates.set(key, { ...state, ...update(state) });
}

/** Counts a record of a type in (+1) or out (-1) of what is stored. */
export function countRecord(work: PersonWork, batch: BatchFacts, recordType: string, by: 1 | -1): void {
  change(work, batch.platform, recordType, (state) => ({ records: state.records + by }));
}

/** Notes when a record came and what time it tells of, whether or not it is stored: the order of arrival does not matter. */
export function noteArrival(work: PersonWork, batch: BatchFacts, { rawType, startMs, endMs }: CanonicalRecord): void {
  change(work, batch.platform, rawType, (state) => ({
    lastReceivedMs: Math.max(state.lastReceivedMs, batch.receivedMs),
    oldestMs: Math.min(state.oldestMs ?? startMs, startMs),
    newestMs: Math.max(state.newestMs ?? endMs, endMs),
    backfilled:
      batch.origin === 'backfill'
        ? unionOf([...state.backfilled, { fromMs: startMs, toMs: endMs }], 36 * 3_600_000)
        : state.backfilled,
  }));
}

export function keepAnchor(work: PersonWork, batch: BatchFacts, recordType: string, anchor: string): void {
  change(work, batch.platform, recordType, (state) => ({
    lastReceivedMs: Math.max(state.lastReceivedMs, batch.receivedMs),
    anchor: batch.receivedMs >= state.lastReceivedMs ? anchor : state.anchor,
  }));
}

/** The deletions of a type were lost: it needs snapshots until they cover everything stored of it. */
export function flagForSnapshot(work: PersonWork, batch: BatchFacts, recordType: string): void {
  change(work, batch.platform, recordType, () => ({ needsSnapshot: true, covered: [] }));
}

export function coverBySnapshot(work: PersonWork, batch: BatchFacts, recordType: string, window: Span): void {
  change(work, batch.platform, recordType, (state) => {
    const covered = unionOf([...state.covered, window]);
    const { oldestMs, newestMs } = state;
    const whole =
      oldestMs === null ||
      newestMs === null ||
      covered.some(({ fromMs, toMs }) => fromMs <= oldestMs && newestMs <= toMs);
    return { covered: whole ? [] : covered, needsSnapshot: state.needsSnapshot && !whole };
  });
}
