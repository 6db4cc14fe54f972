import type { Bound } from '../lists/bound.js';
import { invalidQuery } from '../lists/query-error.js';
import { readBound, type WindowQuery } from '../lists/window.js';
import type { Person } from '../person/person.js';

/** Local dates, both included. */
export interface DateRange {
  readonly first: string;
  readonly last: string;
}

/** Before and after every date. */
const OPEN: DateRange = { first: '', last: '~' };

async function dateOf(bound: Bound, person: Person, isEnd: boolean): Promise<string> {
  if (bound.kind === 'date') return bound.date;
  // A window is half-open: the day that begins at its end is not in it.
  const ms = isEnd ? bound.ms - 1 : bound.ms;
  const zones = await person.zones({ fromMs: ms, toMs: ms });
  return zones.localDate(ms, person.dayStartsAtMinutes);
}

/** The local dates of a window: of instants those they lie on. */
export async function readDates(query: WindowQuery, person: Person): Promise<DateRange> {
  const [from, to] = [readBound(query, 'from'), readBound(query, 'to')];
  if (from?.kind === 'instant' && to?.kind === 'instant' && from.ms >= to.ms)
    throw invalidQuery('to', 'must be after from');
  const first = from ? await dateOf(from, person, false) : OPEN.first;
  const last = to ? await dateOf(to, person, true) : OPEN.last;
  if (first > last) throw invalidQuery('to', 'must be after from');
  return { first, last };
}
