const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PAIRS = Array.from(
  { length: 36 * 36 },
  (_, pair) => DIGITS.charAt(Math.floor(pair / 36)) + DIGITS.charAt(pair % 36),
);
const FOUR_DIGITS = 36 ** 4;
/** Eight digits: from 1972 to 2059. */
const EIGHT_DIGITS = 36 ** 8;
const SEVEN_DIGITS = 36 ** 7;

const four = (value: number): string => (PAIRS[Math.floor(value / 1296)] ?? '') + (PAIRS[value % 1296] ?? '');

/**
 * The part of a sample of a series: its time in base 36. By pairs of digits, and by halves because neighbours share the
 * first one; `Number.prototype.toString(36)` takes half a microsecond.
 */
export function createPartNamer(): (epochMs: number) => string {
  let high = -1;
  let prefix = '';
  return (epochMs) => {
    if (epochMs < SEVEN_DIGITS || epochMs >= EIGHT_DIGITS) return epochMs.toString(36);
    const top = Math.floor(epochMs / FOUR_DIGITS);
    if (top !== high) {
      high = top;
      prefix = four(top);
    }
    return prefix + four(epochMs - top * FOUR_DIGITS);
  };
}
