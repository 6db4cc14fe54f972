import mongoose from 'mongoose';

/**
 * Offsets that records themselves named, by UTC hour: collection `zone_months`, key = `YYYY-MM`. One signed byte an
 * hour, in quarter hours east of UTC. An hour keeps the largest offset seen, so the order of arrival does not matter.
 */
export interface ZoneMonth {
  readonly offsets: mongoose.mongo.Binary;
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
  return changed ? { offsets: new mongoose.mongo.Binary(Buffer.from(bytes.buffer)) } : null;
}
