import type { Interval } from '@tributary/contracts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dateOfLocal, localMidnight } from './calendar.js';
import { lengthMs, union } from './intervals.js';
import { formatOffset, offsetMinutesAt, transitionsOf } from './zones.js';

/** What is known about a person's whereabouts in time. */
export interface ZoneFacts {
  /** Zones the person set, or that were learned from a device, each from an instant on (`-Infinity`: always). */
  readonly entries: readonly { readonly fromMs: number; readonly zone: string }[];
  /** Taken where no entry exists; its use is an assumption. */
  readonly fallbackZone: string | null;
  /** Offsets that records themselves named, at most one for each UTC hour (epoch milliseconds ÷ 3,600,000). */
  readonly evidence: readonly { readonly hour: number; readonly offsetMinutes: number }[];
}

export interface ZoneAt {
  readonly offsetMinutes: number;
  /** null: only the offset is known. */
  readonly zone: string | null;
  /** Neither a record nor a zone in force says so. */
  readonly assumed: boolean;
}

/** The physical time of one local date. */
export interface DayWindow {
  /** Ascending; normally one. A flight back over midnight makes two of a date. */
  readonly windows: readonly Interval[];
  /** 82,800 or 90,000 on a day of a clock change. */
  readonly lengthSeconds: number;
  /** IANA zone that was in force for most of the day, or the offset `±hh:mm` where only that is known. */
  readonly zone: string;
  /** The zone of some part of the day is an assumption. */
  readonly assumed: boolean;
}

/** Evidence of the same offset this many hours apart holds for the time between. */
const EVIDENCE_HOLDS_HOURS = 36;

/** Where no zone is known, an offset is assumed this far around the evidence: bounded, so that a window decides its days. */
export const EVIDENCE_REACH_HOURS = 48;
const REACH_MS = EVIDENCE_REACH_HOURS * HOUR_MS;

/** No local clock differs from UTC by more. */
const MAX_OFFSET_MS = DAY_MS;

const UTC: ZoneAt = { offsetMinutes: 0, zone: 'UTC', assumed: true };

interface Run extends Interval {
  readonly offsetMinutes: number;
}

interface Piece extends Interval, ZoneAt {}

/** Hours of evidence joined where the offset holds between them. */
function runsOf(evidence: ZoneFacts['evidence']): Run[] {
  const runs: { startMs: number; endMs: number; offsetMinutes: number }[] = [];
  for (const { hour, offsetMinutes } of [...evidence].sort((a, b) => a.hour - b.hour)) {
    const [startMs, endMs] = [hour * HOUR_MS, (hour + 1) * HOUR_MS];
    const last = runs.at(-1);
    if (last !== undefined && startMs < last.endMs) continue;
    const holds = last?.offsetMinutes === offsetMinutes && startMs - last.endMs < EVIDENCE_HOLDS_HOURS * HOUR_MS;
    if (last !== undefined && holds) last.endMs = endMs;
    else runs.push({ startMs, endMs, offsetMinutes });
  }
  return runs;
}

/** The last of ascending items that starts at or before an instant. */
function lastFrom<T>(items: readonly T[], startOf: (item: T) => number, ms: number): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) <= ms) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/**
 * Which local time a person lived at each instant. An hour for which records name an offset has that offset, and so has
 * the time between two such hours of equal offset at most 36 hours apart; where the zone in force agrees with that
 * offset, the zone decides (so that its clock changes are exact). Elsewhere the zone in force, else the earliest entry
 * or the fallback (assumed), else the last offset that records named in the 48 hours before, or the first in the 48
 * hours after (assumed), else UTC (assumed). Every instant has one offset, so it belongs to one local date.
 */
export class ZoneTimeline {
  private readonly entries: ZoneFacts['entries'];
  /** The zone of all time before the first entry, an assumption; null: none is known. */
  readonly fallbackZone: string | null;
  private readonly runs: readonly Run[];

  constructor(facts: ZoneFacts) {
    this.entries = [...facts.entries].sort((a, b) => a.fromMs - b.fromMs);
    this.fallbackZone = this.entries[0]?.zone ?? facts.fallbackZone;
    this.runs = runsOf(facts.evidence);
  }

  zoneAt(ms: number): ZoneAt {
    const entry = lastFrom(this.entries, ({ fromMs }) => fromMs, ms);
    const zone = entry?.zone ?? this.fallbackZone;
    const run = lastFrom(this.runs, ({ startMs }) => startMs, ms);
    if (run !== undefined && ms < run.endMs) {
      return zone !== null && agrees(zone, run.offsetMinutes, ms)
        ? { offsetMinutes: offsetMinutesAt(zone, ms), zone, assumed: false }
        : { offsetMinutes: run.offsetMinutes, zone: null, assumed: false };
    }
    if (zone === null) {
      // Nothing but records tells where the person was: what they named a day or two apart is nearer than UTC.
      const nearest = this.nearestRun(run, ms);
      return nearest === undefined ? UTC : { offsetMinutes: nearest.offsetMinutes, zone: null, assumed: true };
    }
    return { offsetMinutes: offsetMinutesAt(zone, ms), zone, assumed: entry === undefined };
  }

  private nearestRun(before: Run | undefined, ms: number): Run | undefined {
    if (before !== undefined && ms < before.endMs + REACH_MS) return before;
    const after = this.runs[before === undefined ? 0 : this.runs.indexOf(before) + 1];
    return after !== undefined && ms >= after.startMs - REACH_MS ? after : undefined;
  }

  /** The zone the person had set or a device had told by then; null before the first. */
  zoneInForce(ms: number): string | null {
    return lastFrom(this.entries, ({ fromMs }) => fromMs, ms)?.zone ?? null;
  }

  /** The wall clock at an instant, as milliseconds since 1970-01-01T00:00 on that clock. */
  toLocal(ms: number): number {
    return ms + this.zoneAt(ms).offsetMinutes * MINUTE_MS;
  }

  /** Local date `YYYY-MM-DD` of an instant; a day begins `dayStartsAtMinutes` after midnight. */
  localDate(ms: number, dayStartsAtMinutes = 0): string {
    return dateOfLocal(this.toLocal(ms) - dayStartsAtMinutes * MINUTE_MS);
  }

  /**
   * All instants whose local date is `date`; null where there is none (a date skipped by crossing the date line).
   * Throws RangeError for what is no calendar date.
   */
  dayWindow(date: string, dayStartsAtMinutes = 0): DayWindow | null {
    const localMs = localMidnight(date) + dayStartsAtMinutes * MINUTE_MS;
    const parts = this.pieces(localMs - MAX_OFFSET_MS, localMs + DAY_MS + MAX_OFFSET_MS).flatMap((piece) => {
      const dayMs = localMs - piece.offsetMinutes * MINUTE_MS;
      const startMs = Math.max(piece.startMs, dayMs);
      const endMs = Math.min(piece.endMs, dayMs + DAY_MS);
      return startMs < endMs ? [{ ...piece, startMs, endMs }] : [];
    });
    if (parts.length === 0) return null;
    const windows = union(parts);
    const assumed = parts.some((part) => part.assumed);
    return { windows, lengthSeconds: lengthMs(windows) / 1000, zone: mostOf(parts), assumed };
  }

  /** The first instant at which the wall clock shows `localMs` or later: of a repeated hour the first, of a skipped one its end. */
  instantOfLocal(localMs: number): number {
    for (const { startMs, endMs, offsetMinutes } of this.pieces(
      localMs - 2 * MAX_OFFSET_MS,
      localMs + 2 * MAX_OFFSET_MS,
    )) {
      const at = Math.max(startMs, localMs - offsetMinutes * MINUTE_MS);
      if (at < endMs) return at;
    }
    throw new RangeError('No instant shows this local time');
  }

  /** The first instant of a local date, or of the first one after it that exists. */
  startOfDate(date: string, dayStartsAtMinutes = 0): number {
    return this.instantOfLocal(localMidnight(date) + dayStartsAtMinutes * MINUTE_MS);
  }

  /** Stretches of one offset and zone, ascending, covering `[fromMs, toMs)`. */
  private pieces(fromMs: number, toMs: number): Piece[] {
    const borders = [...new Set(this.borders(fromMs, toMs))].sort((a, b) => a - b);
    return borders.map((startMs, index) => ({ ...this.zoneAt(startMs), startMs, endMs: borders[index + 1] ?? toMs }));
  }

  /** Every instant in the range at which `zoneAt` may change, and the start of the range. */
  private borders(fromMs: number, toMs: number): number[] {
    const borders = [fromMs];
    const zones = new Set(this.fallbackZone === null ? [] : [this.fallbackZone]);
    const inForce = lastFrom(this.entries, (entry) => entry.fromMs, fromMs);
    if (inForce !== undefined) zones.add(inForce.zone);
    for (const { fromMs: at, zone } of this.entries) {
      if (at <= fromMs || at >= toMs) continue;
      borders.push(at);
      zones.add(zone);
    }
    for (const zone of zones) {
      for (const at of transitionsOf(zone, fromMs, toMs)) {
        borders.push(at, Math.floor(at / HOUR_MS) * HOUR_MS, Math.ceil(at / HOUR_MS) * HOUR_MS);
      }
    }
    for (const { startMs, endMs } of this.runsWithin(fromMs - REACH_MS, toMs + REACH_MS)) {
      borders.push(startMs - REACH_MS, startMs, endMs, endMs + REACH_MS);
    }
    return borders.filter((at) => at >= fromMs && at < toMs);
  }

  private runsWithin(fromMs: number, toMs: number): readonly Run[] {
    const first = lastFrom(this.runs, ({ startMs }) => startMs, fromMs);
    const from = first === undefined ? 0 : this.runs.indexOf(first);
    const last = lastFrom(this.runs, ({ startMs }) => startMs, toMs);
    return last === undefined ? [] : this.runs.slice(from, this.runs.indexOf(last) + 1);
  }
}

/** Whether a zone shows the offset somewhere in the UTC hour of an instant: its clock may change inside that hour. */
const agrees = (zone: string, offsetMinutes: number, ms: number): boolean => {
  const hourMs = Math.floor(ms / HOUR_MS) * HOUR_MS;
  return (
    offsetMinutesAt(zone, hourMs) === offsetMinutes || offsetMinutesAt(zone, hourMs + HOUR_MS - 1) === offsetMinutes
  );
};

/** The name that covers most of the time; of equal ones the earliest. */
function mostOf(pieces: readonly Piece[]): string {
  const covered = new Map<string, number>();
  for (const { startMs, endMs, zone, offsetMinutes } of pieces) {
    const name = zone ?? formatOffset(offsetMinutes);
    covered.set(name, (covered.get(name) ?? 0) + endMs - startMs);
  }
  const most = Math.max(...covered.values());
  return [...covered].find(([, milliseconds]) => milliseconds === most)?.[0] ?? 'UTC';
}

export const createZoneTimeline = (facts: ZoneFacts): ZoneTimeline => new ZoneTimeline(facts);

/** The timeline of one zone, IANA or `±hh:mm`. */
export const timelineOf = (zone: string): ZoneTimeline =>
  new ZoneTimeline({ entries: [{ fromMs: -Infinity, zone }], fallbackZone: null, evidence: [] });
