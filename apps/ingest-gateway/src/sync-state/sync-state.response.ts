import { toInstant, type SyncStateView } from '@tributary/contracts';
import type { SyncState } from '@tributary/store';

const toInstantOrNull = (epochMs: number | null): string | null => (epochMs === null ? null : toInstant(epochMs));

/** A sync state as the API shows it. */
export const toSyncStateView = (state: SyncState): SyncStateView => ({
  platform: state.platform,
  recordType: state.recordType,
  oldestStart: toInstantOrNull(state.oldestMs),
  newestEnd: toInstantOrNull(state.newestMs),
  records: state.records,
  // 0 stands for "no record yet": the type is known by an anchor or a lost deletion alone.
  lastReceivedAt: toInstantOrNull(state.lastReceivedMs || null),
  anchor: state.anchor,
  needsSnapshot: state.needsSnapshot,
  backfilled: state.backfilled.map(({ fromMs, toMs }) => ({ from: toInstant(fromMs), to: toInstant(toMs) })),
});
