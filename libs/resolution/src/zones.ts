import { Zone } from './zone-offsets.js';

const MINUTES_PER_HOUR = 60;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;

const zones = new Map<string, Zone | null>();

function zoneOf(name: string): Zone | null {
  let zone = zones.get(name);
  if (zone === undefined) zones.set(name, (zone = openZone(name)));
  return zone;
}

function openZone(name: string): Zone | null {
  const offset = parseOffset(name);
  if (offset !== null) return Zone.fixed(offset);
  try {
    return Zone.named(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Minutes east of UTC of `+02:00` or `-0330`; null for anything else. */
export function parseOffset(text: string): number | null {
  const [, sign, hours, minutes] = OFFSET.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(minutes) >= MINUTES_PER_HOUR) return null;
  const total = Number(hours) * MINUTES_PER_HOUR + Number(minutes);
  return sign === '-' ? 0 - total : total;
}

/** `+02:00` for 120. */
export function formatOffset(offsetMinutes: number): string {
  const digits = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${digits(Math.floor(minutes / MINUTES_PER_HOUR))}:${digits(minutes % MINUTES_PER_HOUR)}`;
}

/** Whether a name is an IANA zone this runtime knows, or a fixed offset `±hh:mm`. */
export const isZone = (name: string): boolean => zoneOf(name) !== null;

/**
 * Minutes east of UTC of a zone at an instant, rounded to the minute (zones had seconds before about 1970).
 * Cached: a lookup costs a hash access. Throws RangeError for a name that `isZone` refuses.
 */
export function offsetMinutesAt(zone: string, epochMs: number): number {
  return known(zone).offsetMinutesAt(epochMs);
}

/** The instants in `[fromMs, toMs)` at which the zone's offset changes, ascending. */
export function transitionsOf(zone: string, fromMs: number, toMs: number): number[] {
  return known(zone).transitions(fromMs, toMs);
}

function known(name: string): Zone {
  const zone = zoneOf(name);
  if (zone === null) throw new RangeError('Not a time zone');
  return zone;
}
