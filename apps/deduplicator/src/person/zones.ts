import { createZoneTimeline, type ZoneTimeline } from '@tributary/resolution';
import { HOUR_MS, joinEvidence, monthOf, readEvidence, type HourOffset } from '@tributary/store';
import { learnDeviceZones } from './device-zones.js';
import type { PersonWork } from './person-work.js';

/** Clocks of phones run ahead by a day at most (api: `time_implausible`). */
const AHEAD_MS = 24 * HOUR_MS;

/** The person's zones before and after a flush, and where they may differ. */
export interface PersonZones {
  readonly before: ZoneTimeline;
  readonly now: ZoneTimeline;
  /** UTC hours whose offset the flush told. */
  readonly toldHours: readonly number[];
  /** From when on a device was in another zone than known before. */
  readonly learnedMs: readonly number[];
}

/** Whether the zone that is assumed for all time before the first known one is another now: any day may have moved. */
export const isRebased = ({ before, now }: PersonZones): boolean => before.fallbackZone !== now.fallbackZone;

/** Joins what the runs tell of zones (offsets of records, the device's zone) into what is known of the person. */
export function learnZones(work: PersonWork): PersonZones {
  const before = timelineOf(work);
  const toldHours = learnOffsets(work);
  learnDeviceZones(work);
  const learnedMs = work.learnedZones.flatMap(({ added, removed }) =>
    [...added, ...removed].map(({ fromMs }) => fromMs),
  );
  return { before, now: timelineOf(work), toldHours, learnedMs };
}

function timelineOf(work: PersonWork): ZoneTimeline {
  const evidence = [...work.zoneMonths.entries()].flatMap(([month, document]) => readEvidence(month, document));
  return createZoneTimeline({
    entries: [...(work.profile?.zoneEntries ?? [])],
    fallbackZone: work.profile?.fallbackZone ?? null,
    evidence: evidence.sort((a, b) => a.hour - b.hour),
  });
}

function learnOffsets(work: PersonWork): number[] {
  const hours = new Map<number, number>();
  const tell = (ms: number, offsetMinutes: number | null): void => {
    if (offsetMinutes === null) return;
    const hour = Math.floor(ms / HOUR_MS);
    const known = hours.get(hour);
    if (known === undefined || known < offsetMinutes) hours.set(hour, offsetMinutes);
  };
  for (const { batch, records } of work.runs) {
    // An event may end in the future, a plan lie there: that tells nothing of where the person will be.
    const latestMs = batch.receivedMs + AHEAD_MS;
    for (const { startMs, endMs, startOffsetMinutes, endOffsetMinutes } of records) {
      if (startMs <= latestMs) tell(startMs, startOffsetMinutes);
      if (endMs > startMs && endMs <= latestMs) tell(endMs - 1, endOffsetMinutes);
    }
  }
  const told = Array.from(hours, ([hour, offsetMinutes]): HourOffset => ({ hour, offsetMinutes }));
  const changed: number[] = [];
  for (const [month, evidence] of Map.groupBy(told, ({ hour }) => monthOf(hour))) {
    const joined = joinEvidence(month, work.zoneMonths.get(month), evidence);
    if (!joined) continue;
    work.zoneMonths.set(month, joined);
    changed.push(...evidence.map(({ hour }) => hour));
  }
  return changed;
}
