import mongoose from 'mongoose';

/**
 * Offsets that records themselves named, by UTC hour: collection `zone_months`, key = `YYYY-MM`. One signed byte an
 * hour, in quarter hours east of UTC. An hour keeps the largest offset seen, so the order of arrival does not matter.
 */
export interface ZoneMonth {
  readonly offsets: mongoose.mongo.Binary;
  /** What live batches received in the month told of the device's zone: of each UTC day the first word of each zone. */
  readonly told?: readonly ToldZone[];
}

/** A zone, and the instant (epoch milliseconds) of the receipt that told it. */
export interface ToldZone {
  readonly fromMs: number;
  readonly zone: string;
}

const HOUR_MS = 3_600_000;
const HOURS = 31 * 24;
const NONE = -128;

export const monthOf = (epochHour: number): string => new Date(epochHour * HOUR_MS).toISOString().slice(0, 7);

const firstHour = (month: string): number => Date.parse(`${month}-01T00:00:00Z`) / HOUR_MS;

export interface HourOffset {
  readonly hour: number;
  readonly offsetMinutes: number;
}

/** What one month holds, hour by hour. */
export function readEvidence(month: string, document: ZoneMonth): HourOffset[] {
  const first = firstHour(month);
  const bytes = new Int8Array(document.offsets.buffer);
  const found: HourOffset[] = [];
  bytes.forEach((quarters, i) => {
    if (quarters !== NONE) found.push({ hour: first + i, offsetMinutes: quarters * 15 });
  });
  return found;
}

/** The month with the new evidence joined in, or null when it holds all of it already. */
export function joinEvidence(
  month: string,
  document: ZoneMonth | null,
  evidence: readonly HourOffset[],
): ZoneMonth | null {
  const first = firstHour(month);
  const bytes =
    document === null ? new Int8Array(HOURS).fill(NONE) : Int8Array.from(new Int8Array(document.offsets.buffer));
  let changed = false;
  for (const { hour, offsetMinutes } of evidence) {
    const quarters = Math.round(offsetMinutes / 15);
    const known = bytes[hour - first] ?? NONE;
    if (known >= quarters) continue;
    bytes[hour - first] = quarters;
    changed = true;
  }
  return changed ? { ...document, offsets: new mongoose.mongo.Binary(Buffer.from(bytes.buffer)) } : null;
}

const DAY_MS = 24 * HOUR_MS;
const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** The month with a device's zone joined in, and the later word that it replaces; null when it holds as much already. */
export function joinTold(
  document: ZoneMonth | null,
  told: ToldZone,
): { readonly month: ZoneMonth; readonly replaced: ToldZone | null } | null {
  const known = document?.told ?? [];
  const same = known.find(({ fromMs, zone }) => zone === told.zone && dayOf(fromMs) === dayOf(told.fromMs)) ?? null;
  if (same && same.fromMs <= told.fromMs) return null;
  const offsets = document?.offsets ?? new mongoose.mongo.Binary(Buffer.from(new Int8Array(HOURS).fill(NONE).buffer));
  const others = known.filter((each) => each !== same);
  return { month: { offsets, told: [...others, told].sort(byTime) }, replaced: same };
}

/** Ascending; of what was told at one instant the greater name is the last. */
export const byTime = (a: ToldZone, b: ToldZone): number => a.fromMs - b.fromMs || (a.zone < b.zone ? -1 : 1);
