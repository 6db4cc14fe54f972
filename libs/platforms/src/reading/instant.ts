const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const DAY_MS = 86_400_000;
/** Longest accepted: `2026-10-20T05:41:12.123456789+02:00`. */
const MAX_LENGTH = 35;
const MIN_LENGTH = 20;
/** Largest offset of ISO 8601 as java.time knows it, 18 hours. */
const MAX_OFFSET_MINUTES = 1080;

const SMALL_T = 116;
const SMALL_Z = 122;
/** Letters of ASCII differ by one bit from their capitals, and from nothing else. */
const CASE_BIT = 32;

const isLetter = (text: string, at: number, small: number): boolean => (text.charCodeAt(at) | CASE_BIT) === small;

const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
};

/** Days from 1970-01-01 to a date of the Gregorian calendar, NaN if there is no such date. */
function epochDay(year: number, month: number, day: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : DAYS_IN_MONTH[month - 1];
  if (days === undefined || !(day >= 1 && day <= days)) return NaN;
  const shifted = month <= 2 ? year - 1 : year;
  const century = Math.floor(shifted / 400);
  const yearOfEra = shifted - century * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return century * 146_097 + dayOfEra - 719_468;
}

/** Minutes east of UTC of `Z`, `+hh:mm` or `+hh:mm:ss` (whole seconds are dropped), NaN for other text. */
export function parseOffset(text: string): number {
  if (text === 'Z') return 0;
  const sign = text.charCodeAt(0);
  if ((text.length !== 6 && text.length !== 9) || text.charCodeAt(3) !== 58) return NaN;
  if (text.length === 9 && (text.charCodeAt(6) !== 58 || !(two(text, 7) <= 59))) return NaN;
  const hours = two(text, 1);
  const minutes = two(text, 4);
  if (!(hours <= 18 && minutes <= 59) || (sign !== 43 && sign !== 45)) return NaN;
  const total = hours * 60 + minutes;
  return total > MAX_OFFSET_MINUTES ? NaN : sign === 43 ? total : -total;
}

/**
 * Epoch milliseconds of `YYYY-MM-DDTHH:MM:SS[.f…](Z|±hh:mm)` with 0 to 9 fraction digits (cut to milliseconds) and letters
 * of either case (RFC 3339); NaN for everything else, dates that do not exist included. Hand-written: every sample has
 * two of these.
 */
export function parseInstant(value: unknown): number {
  if (typeof value !== 'string' || value.length < MIN_LENGTH || value.length > MAX_LENGTH) return NaN;
  const separators =
    value.charCodeAt(4) === 45 &&
    value.charCodeAt(7) === 45 &&
    isLetter(value, 10, SMALL_T) &&
    value.charCodeAt(13) === 58 &&
    value.charCodeAt(16) === 58;
  if (!separators) return NaN;
  const day = epochDay(two(value, 0) * 100 + two(value, 2), two(value, 5), two(value, 8));
  const hour = two(value, 11);
  const minute = two(value, 14);
  const second = two(value, 17);
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  const base = day * DAY_MS + hour * 3_600_000 + minute * 60_000 + second * 1000;
  return isLetter(value, 19, SMALL_Z) && value.length === MIN_LENGTH ? base : base + fractionAndOffset(value);
}

/** Milliseconds of what follows the seconds: a fraction, then `Z` or an offset. */
function fractionAndOffset(text: string): number {
  let at = 19;
  let milliseconds = 0;
  if (text.charCodeAt(at) === 46) {
    let scale = 100;
    for (at += 1; at < text.length; at += 1) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) break;
      milliseconds += digit * Math.floor(scale);
      scale /= 10;
    }
    if (at === 20 || at > 29) return NaN;
  }
  if (at === text.length - 1) return isLetter(text, at, SMALL_Z) ? milliseconds : NaN;
  return at === text.length - 6 ? milliseconds - parseOffset(text.slice(at)) * 60_000 : NaN;
}

/** The offset that an accepted instant itself names, in minutes; null for `Z`, which names none. */
export function offsetInInstant(value: unknown): number | null {
  if (typeof value !== 'string' || isLetter(value, value.length - 1, SMALL_Z)) return null;
  const offset = parseOffset(value.slice(-6));
  return Number.isNaN(offset) ? null : offset;
}
