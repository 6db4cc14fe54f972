import { LimitedMap } from './limited-map.js';
import { Zone } from './zone-offsets.js';

const MINUTES_PER_HOUR = 60;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;

/** Names come from clients, so what is remembered is limited; those that are none stand apart and crowd out no real one. */
const MOST_NAMES = 1_000;
const LONGEST_NAME = 64;
const zones = new LimitedMap<string, Zone>(MOST_NAMES);
const noZones = new LimitedMap<string, null>(MOST_NAMES);

function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (name.length > LONGEST_NAME || noZones.has(name)) return null;
  const opened = openZone(name);
  if (opened === null) noZones.set(name, null);
  else zones.set(name, opened);
  return opened;
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
