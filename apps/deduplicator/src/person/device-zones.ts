import type { CanonicalChunk } from '@tributary/contracts';
import { isZone } from '@tributary/resolution';
import { byTime, HOUR_MS, joinTold, monthOf, type ToldZone, type UserProfile } from '@tributary/store';
import type { PersonWork } from './person-work.js';

/** When the content of a run was first received: a batch may have been published again later. */
const toldMs = (work: PersonWork, { batch }: CanonicalChunk): number =>
  Math.min(batch.receivedMs, work.receipts.get(batch.batchId)?.receivedMs ?? batch.receivedMs);

const toldMonth = ({ fromMs }: ToldZone): string => monthOf(Math.floor(fromMs / HOUR_MS));

const latestKnownMs = (profile: UserProfile | null): number =>
  Math.max(profile?.latestToldMs ?? -Infinity, ...(profile?.zoneEntries ?? []).map(({ fromMs }) => fromMs));

/** Offsets are at hand for the months so many hours around what a flush touches; a zone reaches farther where data do. */
export const MONTHS_MARGIN_HOURS = 240;

/**
 * Whether the runs tell a zone for a time that is told of already, or that has data: of before the newest word, another
 * zone than that for data that came before it (the backfill lane is ahead), or the very first word for data that are
 * there. Then all months are needed, to place it and for what else was told of the clock of those data.
 */
export const isZoneToldLate = (work: PersonWork): boolean =>
  work.runs.some((run) => {
    const { deviceTimeZone: zone, origin } = run.batch;
    if (zone === null) return false;
    const known = (work.profile?.zoneEntries ?? []).at(-1);
    if (!known) return work.sources.hasAny;
    if (origin !== 'live') return false;
    const ms = toldMs(work, run);
    return (
      ms < latestKnownMs(work.profile) ||
      (zone !== known.zone && work.latestDataMs > ms + MONTHS_MARGIN_HOURS * HOUR_MS)
    );
  });

/** Hours in which device zones are told, which must be known to join one in. */
export const deviceZoneHours = (work: PersonWork): number[] =>
  work.runs.flatMap((run) => (run.batch.deviceTimeZone === null ? [] : [Math.floor(toldMs(work, run) / HOUR_MS)]));

/**
 * Live batches tell the zone from their receipt on: of each UTC day the first word of each zone counts, whatever came
 * first. The first batch of all tells what to assume before.
 */
export function learnDeviceZones(work: PersonWork): void {
  const replaced: ToldZone[] = [];
  const kept: ToldZone[] = [];
  let fallback: ToldZone | null = null;
  for (const run of work.runs) {
    const { deviceTimeZone: zone, origin } = run.batch;
    if (zone === null || !isZone(zone)) continue;
    const told = { fromMs: toldMs(work, run), zone };
    if (isFirst(work.profile, told) && (fallback === null || byTime(told, fallback) < 0)) fallback = told;
    if (origin !== 'live') continue;
    const joined = joinTold(work.zoneMonths.get(toldMonth(told)), told);
    if (!joined) continue;
    work.zoneMonths.set(toldMonth(told), joined.month);
    kept.push(told);
    if (joined.replaced) replaced.push(joined.replaced);
  }
  if (kept.length > 0 || fallback !== null) settleEntries(work, kept, replaced, fallback);
}

/** Whether no batch that was received earlier is known to have named a zone. */
const isFirst = (profile: UserProfile | null, told: ToldZone): boolean =>
  !profile?.fallbackZone ||
  (profile.fallbackMs !== undefined && byTime(told, { fromMs: profile.fallbackMs, zone: profile.fallbackZone }) < 0);

const isSame = (a: ToldZone, b: ToldZone): boolean => a.fromMs === b.fromMs && a.zone === b.zone;
const isAmong = (list: readonly ToldZone[], entry: ToldZone): boolean => list.some((each) => isSame(each, entry));

/** Entries are the zones that were set, and of those that were told each that is another one than before it. */
function settleEntries(
  work: PersonWork,
  kept: readonly ToldZone[],
  replaced: readonly ToldZone[],
  fallback: ToldZone | null,
): void {
  const profile: UserProfile = work.profile ?? { tenant: work.tenant, userId: work.userId };
  const before = profile.zoneEntries ?? [];
  const now = entriesNow(work, before, replaced);
  const added = now.filter((entry) => !isAmong(before, entry));
  const removed = before.filter((entry) => !isAmong(now, entry));
  const timeZone = added.length + removed.length > 0 ? (now.at(-1)?.zone ?? null) : null;
  const latestToldMs = Math.max(profile.latestToldMs ?? -Infinity, ...kept.map(({ fromMs }) => fromMs));
  const told = kept.length > 0 ? { latestToldMs } : {};
  const after: UserProfile = {
    ...profile,
    ...told,
    ...(fallback && { fallbackZone: fallback.zone, fallbackMs: fallback.fromMs }),
    zoneEntries: now,
    ...(timeZone !== null && { timeZone }),
  };
  const { tenant, userId } = work;
  work.learnedZones.push({ tenant, userId, added, removed, timeZone, ...(fallback && { fallback }), ...told });
  work.profile = after;
}

/** What was told in months that are not at hand stands as it is: a late word has all of them at hand. */
function entriesNow(work: PersonWork, before: readonly ToldZone[], replaced: readonly ToldZone[]): ToldZone[] {
  const told = Array.from(work.zoneMonths.entries(), ([, month]) => month.told ?? []).flat();
  const set = before.filter((entry) => !isAmong(told, entry) && !isAmong(replaced, entry));
  const now: ToldZone[] = [];
  for (const entry of [...set, ...told].sort(byTime))
    if (isAmong(set, entry) || now.at(-1)?.zone !== entry.zone) now.push(entry);
  return now;
}
