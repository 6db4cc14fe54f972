import type { BatchFacts, CanonicalRecord, Platform, SourceId } from '@tributary/contracts';
import { HOUR_MS, type AppStretch, type SyncState } from '@tributary/store';
import { withStretches } from './app-stretches.js';
import { cover, isCovered } from './covered-windows.js';
import { lastHourUpTo, withHour } from './start-hours.js';
import type { PersonWork } from './person-work.js';
import { unionOf, type Span } from './spans.js';

type Draft = { -readonly [Key in keyof SyncState]: SyncState[Key] };

export const syncKey = (platform: Platform, recordType: string): string => `${platform}|${recordType}`;

const unseen = (platform: Platform, recordType: string): Draft => ({
  platform,
  recordType,
  oldestMs: null,
  newestMs: null,
  startHours: [],
  records: 0,
  lastReceivedMs: 0,
  anchor: null,
  anchorMs: null,
  needsSnapshot: false,
  unavailableMs: null,
  doubtHour: null,
  latestSnapshotMs: null,
  covered: [],
  apps: [],
  backfilled: [],
});

function change(
  work: PersonWork,
  platform: Platform,
  recordType: string,
  update: (state: SyncState) => Partial<SyncState>,
): void {
  const state = draftOf(work, syncKey(platform, recordType)) ?? unseen(platform, recordType);
  Object.assign(state, update(state));
  state.needsSnapshot = needsSnapshot(state);
  work.syncStates.set(syncKey(platform, recordType), state);
}

/** A copy of what was read, made once in a flush: every record of the type changes it. */
function draftOf(work: PersonWork, key: string): Draft | null {
  const changed = work.syncStates.changes.get(key);
  if (changed) return changed;
  const read = work.syncStates.get(key);
  return read && { ...read };
}

/**
 * Whether deletions were lost and what may be gone since is not covered: what is known of the type, by app, and started
 * before they were lost, by the hour. Follows from what is known, so that the order in which it came does not matter.
 */
function needsSnapshot(state: SyncState): boolean {
  const { unavailableMs, oldestMs, doubtHour, covered } = state;
  if (unavailableMs === null) return false;
  const since = covered.filter(({ receivedMs }) => receivedMs >= unavailableMs);
  if (oldestMs === null || doubtHour === null) return since.length === 0;
  const doubtMs = doubtHour * HOUR_MS;
  // Where apps were not kept, only windows of all of them tell.
  const stretches = appsOf(state) ?? [{ app: undefined, firstMs: oldestMs, lastMs: Infinity }];
  return stretches
    .filter(({ firstMs }) => firstMs < doubtMs + HOUR_MS)
    .some(({ app, firstMs, lastMs }) => {
      const told = since.filter((window) => window.app === undefined || window.app === app);
      return !isCovered(told, firstMs, Math.max(firstMs, Math.min(lastMs, doubtMs)));
    });
}

/** undefined: what is known of the type was stored before apps were kept. */
const appsOf = ({ apps, oldestMs }: SyncState): SyncState['apps'] => apps ?? (oldestMs === null ? [] : undefined);

/** Counts a record of a type in (+1) or out (-1) of what is stored. Whether a snapshot is needed does not follow from it. */
export function countRecord(work: PersonWork, { platform }: BatchFacts, recordType: string, by: 1 | -1): void {
  const key = syncKey(platform, recordType);
  const state = draftOf(work, key) ?? unseen(platform, recordType);
  state.records += by;
  work.syncStates.set(key, state);
}

type HoursOf = Pick<SyncState, 'startHours' | 'doubtHour'>;

function hoursWith({ unavailableMs, startHours, doubtHour }: SyncState, hours: Iterable<number>): HoursOf {
  const lastInDoubt = unavailableMs === null ? -Infinity : Math.floor(unavailableMs / HOUR_MS);
  let known: HoursOf = { startHours, doubtHour };
  for (const hour of hours) {
    known = {
      startHours: withHour(known.startHours, hour),
      doubtHour: hour <= lastInDoubt ? Math.max(known.doubtHour ?? hour, hour) : known.doubtHour,
    };
  }
  return known;
}

/**
 * Notes when records came and what time they tell of, whether or not they are stored: the order of arrival does not
 * matter.
 */
export function noteArrivals(work: PersonWork, batch: BatchFacts, records: readonly CanonicalRecord[]): void {
  for (const [rawType, ofType] of Map.groupBy(records, (record) => record.rawType)) {
    const hours = new Set(ofType.map(({ startMs }) => Math.floor(startMs / HOUR_MS)));
    change(work, batch.platform, rawType, (state) => ({
      lastReceivedMs: Math.max(state.lastReceivedMs, batch.receivedMs),
      oldestMs: ofType.reduce((oldest, { startMs }) => Math.min(oldest, startMs), state.oldestMs ?? Infinity),
      newestMs: ofType.reduce((newest, { endMs }) => Math.max(newest, endMs), state.newestMs ?? -Infinity),
      ...hoursWith(state, hours),
      ...appsWith(work, state, ofType),
      backfilled: batch.origin === 'backfill' ? withSpans(state.backfilled, ofType) : state.backfilled,
    }));
  }
}

function appsWith(work: PersonWork, state: SyncState, records: readonly CanonicalRecord[]): Pick<SyncState, 'apps'> {
  const known = appsOf(state);
  if (!known) return {};
  const stretches = new Map<SourceId, AppStretch>();
  for (const { sourceId, startMs } of records) {
    const of = stretches.get(sourceId);
    if (of && of.firstMs <= startMs && startMs <= of.lastMs) continue;
    stretches.set(sourceId, {
      app: work.source(sourceId)?.app.id ?? '',
      firstMs: Math.min(of?.firstMs ?? startMs, startMs),
      lastMs: Math.max(of?.lastMs ?? startMs, startMs),
    });
  }
  return { apps: withStretches(known, stretches.values()) };
}

/** An app sends history day by day, and sleeps in between. */
const BACKFILL_GAP_MS = 36 * HOUR_MS;

const withSpans = (known: readonly Span[], records: readonly CanonicalRecord[]): Span[] =>
  unionOf([...known, ...records.map(({ startMs, endMs }) => ({ fromMs: startMs, toMs: endMs }))], BACKFILL_GAP_MS);

/** The anchor of the batch that was received last; of batches received at once the greater one. */
export function keepAnchor(work: PersonWork, batch: BatchFacts, recordType: string, anchor: string): void {
  change(work, batch.platform, recordType, (state) => {
    const knownMs = state.anchorMs ?? -Infinity;
    const isNewer = batch.receivedMs > knownMs || (batch.receivedMs === knownMs && anchor > (state.anchor ?? ''));
    return {
      lastReceivedMs: Math.max(state.lastReceivedMs, batch.receivedMs),
      ...(isNewer && { anchor, anchorMs: batch.receivedMs }),
    };
  });
}

/** The deletions of a type were lost: it needs snapshots until they cover everything stored of it. */
export function flagForSnapshot(work: PersonWork, batch: BatchFacts, recordType: string): void {
  change(work, batch.platform, recordType, (state) => {
    const unavailableMs = Math.max(state.unavailableMs ?? -Infinity, batch.receivedMs);
    return {
      unavailableMs,
      doubtHour: lastHourUpTo(state.startHours, Math.floor(unavailableMs / HOUR_MS)) ?? state.doubtHour,
      covered: state.covered.filter(({ receivedMs }) => receivedMs >= unavailableMs),
    };
  });
}

/** A snapshot covered the window: of one app, or, `app` null, of all. */
export function coverBySnapshot(
  work: PersonWork,
  batch: BatchFacts,
  recordType: string,
  app: string | null,
  window: Span,
): void {
  change(work, batch.platform, recordType, (state) => {
    const { receivedMs } = batch;
    const isSince = receivedMs >= (state.unavailableMs ?? -Infinity);
    return {
      latestSnapshotMs: Math.max(state.latestSnapshotMs ?? -Infinity, receivedMs),
      covered: isSince ? cover(state.covered, { ...(app !== null && { app }), ...window, receivedMs }) : state.covered,
    };
  });
}
