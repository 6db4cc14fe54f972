/** From local noon of `from` on (the first entry: from ever), the person's clock shows `zone` (IANA name). */
export interface ZoneEntry {
  /** Local date, YYYY-MM-DD. */
  readonly from: string;
  readonly zone: string;
}

/** One local date of a person. Its length is 24 h, 23 or 25 on a change of the clocks, and anything from 12 to 36 on a journey. */
export interface DayFrame {
  readonly date: string;
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  readonly zoneAtStart: string;
  readonly zoneAtEnd: string;
  /** When the clock was set to another zone; null on a day at home. */
  readonly switchMs: number | null;
  readonly dayLengthSeconds: number;
  zoneAt(epochMs: number): string;
  /** Epoch milliseconds of a wall-clock time of this date in minutes since midnight; null when a journey leaves it out. */
  at(wallMinutes: number): number | null;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NOON = 12 * 60;

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Days since 1970-01-01 of a local date. */
export const dayNumber = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function offsetFormat(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  return format;
}

/** Minutes east of UTC that a clock in `zone` shows at that instant. */
export function offsetMinutesAt(epochMs: number, zone: string): number {
  const quarter = Math.floor(epochMs / (15 * MINUTE_MS));
  const key = `${zone} ${String(quarter)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(offsetFormat(zone).format(epochMs));
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  const offset = match?.[1] === '-' ? -minutes : minutes;
  offsets.set(key, offset);
  return offset;
}

/** The instant of a wall-clock time: the first of a repeated one; one that is skipped moves on by the gap. */
export function instantOf(date: string, wallMinutes: number, zone: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + wallMinutes * MINUTE_MS;
  const before = wall - offsetMinutesAt(wall - DAY_MS, zone) * MINUTE_MS;
  const after = wall - offsetMinutesAt(wall + DAY_MS, zone) * MINUTE_MS;
  const holds = (instant: number): boolean => wall - instant === offsetMinutesAt(instant, zone) * MINUTE_MS;
  return !holds(before) && holds(after) ? after : before;
}

function zoneAtStartOf(date: string, plan: readonly ZoneEntry[]): string {
  const past = plan.filter((entry, index) => index === 0 || entry.from < date);
  return past.at(-1)?.zone ?? 'UTC';
}

/** The frame of a local date under a zone plan (ascending by `from`). */
export function dayFrame(date: string, plan: readonly ZoneEntry[]): DayFrame {
  const zoneAtStart = zoneAtStartOf(date, plan);
  const zoneAtEnd = zoneAtStartOf(addDays(date, 1), plan);
  const startMs = instantOf(date, 0, zoneAtStart);
  const endMs = instantOf(addDays(date, 1), 0, zoneAtEnd);
  const switchMs = zoneAtStart === zoneAtEnd ? null : instantOf(date, NOON, zoneAtStart);
  return {
    date,
    startMs,
    endMs,
    zoneAtStart,
    zoneAtEnd,
    switchMs,
    dayLengthSeconds: (endMs - startMs) / 1000,
    zoneAt: (epochMs) => (switchMs !== null && epochMs < switchMs ? zoneAtStart : zoneAtEnd),
    at(wallMinutes) {
      const instant = instantOf(date, wallMinutes, wallMinutes < NOON ? zoneAtStart : zoneAtEnd);
      const inPlace = switchMs === null || wallMinutes < NOON || instant >= switchMs;
      return inPlace ? instant : null;
    },
  };
}
