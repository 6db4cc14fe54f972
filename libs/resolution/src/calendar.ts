export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A wall-clock time as milliseconds since 1970-01-01T00:00 on the same clock → its `YYYY-MM-DD`. */
export const dateOfLocal = (localMs: number): string => new Date(localMs).toISOString().slice(0, 10);

/** Midnight of a local date as milliseconds on its own clock. Throws RangeError for what is no calendar date. */
export function localMidnight(date: string): number {
  const at = DATE.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || dateOfLocal(at) !== date) throw new RangeError('Not a calendar date');
  return at;
}

/** The date some days later, or earlier. */
export const addDays = (date: string, days: number): string => dateOfLocal(localMidnight(date) + days * DAY_MS);

/** The first day of the month some months later. */
export function firstOfMonth(date: string, monthsLater: number): string {
  const at = new Date(localMidnight(date));
  return dateOfLocal(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsLater, 1));
}
