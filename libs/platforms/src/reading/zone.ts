const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** Zone names come from clients, so what is remembered is limited. */
const MAX_ZONES = 1000;
const MAX_NAME_LENGTH = 64;
const MAX_REMEMBERED_DAYS = 20_000;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Epoch day → the offset all day long, or null where it changes during the day. */
  readonly days: Map<number, number | null>;
}

const zones = new Map<string, Zone>();

/** Names that are none are not remembered, so that nobody can crowd out the real ones. */
function openZone(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const opened = createZone(name);
  if (opened === null) return null;
  if (zones.size >= MAX_ZONES) zones.clear();
  zones.set(name, opened);
  return opened;
}

/** Zone names are ASCII words; a fixed offset is no zone although Intl takes it for one. */
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+\-/]*$/;

function createZone(name: string): Zone | null {
  if (name.length > MAX_NAME_LENGTH || !ZONE_NAME.test(name)) return null;
  try {
    return {
      format: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }),
      days: new Map(),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Offset text of Intl: `GMT`, `GMT+02:00`, `GMT-00:25:21`. */
function measureOffset(format: Intl.DateTimeFormat, epochMs: number): number {
  const text = format.formatToParts(epochMs).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::\d{2})?$/.exec(text);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** Whether a name is an IANA time zone. */
export const isZone = (name: string): boolean => openZone(name) !== null;

/**
 * A zone's name in the letters of the IANA database, whatever their case was; null where the name is no zone. Another
 * name of a zone (`Asia/Kolkata` of `Asia/Calcutta`) stays as it is: Intl has only the one of the two.
 */
export function ianaNameOf(name: string): string | null {
  const zone = openZone(name);
  if (zone === null) return null;
  const { timeZone } = zone.format.resolvedOptions();
  return timeZone.toLowerCase() === name.toLowerCase() ? timeZone : name;
}

/**
 * Minutes east of UTC that the zone had at an instant; null where the name is no zone. A day whose both ends have the
 * same offset has it throughout; on other days it is asked for by the quarter hour, the grid on which zones change.
 */
export function offsetMinutesAt(name: string, epochMs: number): number | null {
  const zone = openZone(name);
  if (zone === null) return null;
  const day = Math.floor(epochMs / DAY_MS);
  let offset = zone.days.get(day);
  if (offset === undefined) {
    const first = measureOffset(zone.format, day * DAY_MS);
    offset = first === measureOffset(zone.format, (day + 1) * DAY_MS) ? first : null;
    if (zone.days.size >= MAX_REMEMBERED_DAYS) zone.days.clear();
    zone.days.set(day, offset);
  }
  return offset ?? measureOffset(zone.format, Math.floor(epochMs / QUARTER_MS) * QUARTER_MS);
}

/** Local date (`YYYY-MM-DD`) of an instant in a zone; in UTC where no zone is known. */
export function localDateAt(zone: string | null, epochMs: number): string {
  const offset = zone === null ? 0 : (offsetMinutesAt(zone, epochMs) ?? 0);
  return new Date(epochMs + offset * 60_000).toISOString().slice(0, 10);
}

/** Instant of local midnight of a date in a zone; of UTC midnight where no zone is known. */
export function midnightOf(zone: string | null, utcMidnightMs: number): number {
  if (zone === null) return utcMidnightMs;
  const guess = utcMidnightMs - (offsetMinutesAt(zone, utcMidnightMs) ?? 0) * 60_000;
  return utcMidnightMs - (offsetMinutesAt(zone, guess) ?? 0) * 60_000;
}
