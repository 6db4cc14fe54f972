/** What `from` and `to` may be. */
export type Bound =
  { readonly kind: 'instant'; readonly ms: number } | { readonly kind: 'date'; readonly date: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?$/i;
const ZONED = /^(.+?)(Z|[+-]\d{2}:\d{2})$/i;

export const isDate = (text: string): boolean => {
  const ms = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
};

/** Wall-clock milliseconds of a local date-time without offset; null for anything else. */
function parseClock(text: string): number | null {
  const date = CLOCK.exec(text)?.[1];
  if (date === undefined || !isDate(date)) return null;
  const ms = Date.parse(`${text.toUpperCase()}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** Wherever it is, its local date has a year of four digits, as those have that sort. */
const LATEST_MS = Date.parse('9999-12-30T23:59:59.999Z');

/** Epoch milliseconds of an RFC 3339 instant, of a later one those of the latest; null for anything else. */
function parseInstant(text: string): number | null {
  // A `+` that was not escaped arrives as a space.
  const [, clock, zone] = ZONED.exec(text.replace(' ', '+')) ?? [];
  if (clock === undefined || zone === undefined || parseClock(clock) === null) return null;
  const ms = Date.parse(`${clock}${zone}`.toUpperCase());
  return Number.isNaN(ms) ? null : Math.min(ms, LATEST_MS);
}

const bound = (text: string, ms: number | null): Bound | null =>
  isDate(text) ? { kind: 'date', date: text } : ms === null ? null : { kind: 'instant', ms };

/** An instant with any offset, or a local date; null for anything else. */
export const parseBound = (text: string): Bound | null => bound(text, parseInstant(text));

/** A wall-clock time without offset, or a date, as milliseconds on that clock; null for anything else. */
export const parseLocalBound = (text: string): Bound | null => bound(text, parseClock(text));
