import type { ExportLine } from '@tributary/contracts';
import type { SyncState } from '@tributary/store';
import { withStretches } from '../person/app-stretches.js';
import { cover } from '../person/covered-windows.js';
import type { PersonWork } from '../person/person-work.js';
import { unionOf } from '../person/spans.js';
import { withHour } from '../person/start-hours.js';
import { syncKey } from '../person/sync-state.js';

/** What an export of an earlier version does not tell. */
const NOT_TOLD = { startHours: [], anchorMs: null, unavailableMs: null, doubtHour: null, latestSnapshotMs: null };

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
const earliest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

function hoursOf(a: SyncState, b: SyncState): SyncState['startHours'] {
  let runs = a.startHours;
  for (const [first, last] of b.startHours) for (let hour = first; hour <= last; hour++) runs = withHour(runs, hour);
  return runs;
}

const withoutApps = ({ apps: _, ...state }: SyncState): SyncState => state;

/** Not known of the two together where it is not known of one of them. */
function appsOf(a: SyncState, b: SyncState): Pick<SyncState, 'apps'> {
  return a.apps && b.apps ? { apps: withStretches(a.apps, b.apps) } : {};
}

/**
 * Joins what an export knows of a type into what is known here. Of a type that is known already the number of stored
 * records stays: what the lines add to it is not told.
 */
export function joinSyncState(work: PersonWork, { data }: ExportLine<'sync_state'>): void {
  const state = ('startHours' in data ? data : { ...data, ...NOT_TOLD }) as unknown as SyncState;
  const key = syncKey(state.platform as Parameters<typeof syncKey>[0], state.recordType);
  const before = work.syncStates.get(key);
  if (before === null) return work.syncStates.set(key, state);
  const newest = (state.anchorMs ?? -Infinity) > (before.anchorMs ?? -Infinity) ? state : before;
  work.syncStates.set(key, {
    ...withoutApps(before),
    ...appsOf(before, state),
    anchor: newest.anchor,
    anchorMs: newest.anchorMs,
    lastReceivedMs: Math.max(before.lastReceivedMs, state.lastReceivedMs),
    oldestMs: earliest(before.oldestMs, state.oldestMs),
    newestMs: latest(before.newestMs, state.newestMs),
    startHours: hoursOf(before, state),
    needsSnapshot: before.needsSnapshot || state.needsSnapshot,
    unavailableMs: latest(before.unavailableMs, state.unavailableMs),
    doubtHour: latest(before.doubtHour, state.doubtHour),
    latestSnapshotMs: latest(before.latestSnapshotMs, state.latestSnapshotMs),
    covered: state.covered.reduce(cover, before.covered),
    backfilled: unionOf([...before.backfilled, ...state.backfilled]),
  });
}
