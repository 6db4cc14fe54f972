import type { ZoneTimeline } from '@tributary/resolution';
import type { OpenWindow } from '@tributary/store';
import type { Person } from '../person/person.js';
import { parseBound, type Bound } from './bound.js';
import { invalidQuery } from './query-error.js';

export interface WindowQuery {
  readonly from?: string;
  readonly to?: string;
}

/** A window in physical time, and the zones of the person around it. */
export interface ZonedWindow extends OpenWindow {
  readonly zones: ZoneTimeline;
}

export type Side = keyof WindowQuery;

const DAY_MS = 86_400_000;
/** A local date lies within a day of the UTC date of that name; a date without an instant gives way to its neighbour. */
const AROUND_DATE_MS = 3 * DAY_MS;

/** @throws RequestFailure `query_invalid` naming the parameter. */
export function readBound(
  query: WindowQuery,
  side: Side,
  parse: (text: string) => Bound | null = parseBound,
): Bound | null {
  const text = query[side];
  if (text === undefined) return null;
  const bound = parse(text);
  if (!bound) throw invalidQuery(side, 'must be an RFC 3339 instant or a date YYYY-MM-DD');
  return bound;
}

const dateMs = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** About when a bound is, for choosing which zones to read. */
const roughly = (bound: Bound, sign: 1 | -1): number =>
  bound.kind === 'instant' ? bound.ms : dateMs(bound.date) + sign * AROUND_DATE_MS;

const nextDate = (date: string): string => new Date(dateMs(date) + DAY_MS).toISOString().slice(0, 10);

/** A date begins at its first instant and ends where the next one begins, unless a flight west gave it two pieces. */
function instantOf(bound: Bound, side: Side, zones: ZoneTimeline, dayStartsAtMinutes: number): number {
  if (bound.kind === 'instant') return bound.ms;
  const day = zones.dayWindow(bound.date, dayStartsAtMinutes);
  if (side === 'from') return day?.windows[0]?.startMs ?? zones.startOfDate(bound.date, dayStartsAtMinutes);
  return day?.windows.at(-1)?.endMs ?? zones.startOfDate(nextDate(bound.date), dayStartsAtMinutes);
}

export function checkOrder(fromMs: number | undefined, toMs: number | undefined): void {
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw invalidQuery('to', 'must be after from');
}

export interface Calendar {
  /** The calendar that dates are of; null: the person's own. */
  readonly calendar: ZoneTimeline | null;
  readonly dayStartsAtMinutes: number;
}

/** Instants stay what they are; dates become the instants at which they begin and end. */
export async function resolveBounds(
  from: Bound | null,
  to: Bound | null,
  person: Person,
  { calendar, dayStartsAtMinutes }: Calendar,
): Promise<ZonedWindow> {
  const around = { ...(from && { fromMs: roughly(from, -1) }), ...(to && { toMs: roughly(to, 1) }) };
  const zones = calendar ?? (await person.zones(around));
  const at = (bound: Bound, side: Side) => instantOf(bound, side, zones, dayStartsAtMinutes);
  return { ...(from && { fromMs: at(from, 'from') }), ...(to && { toMs: at(to, 'to') }), zones };
}

/** The window of a list: dates are those of the person, whose day may begin later than at midnight. */
export async function readWindow(query: WindowQuery, person: Person): Promise<ZonedWindow> {
  const [from, to] = [readBound(query, 'from'), readBound(query, 'to')];
  const window = await resolveBounds(from, to, person, {
    calendar: null,
    dayStartsAtMinutes: person.dayStartsAtMinutes,
  });
  checkOrder(window.fromMs, window.toMs);
  return window;
}
