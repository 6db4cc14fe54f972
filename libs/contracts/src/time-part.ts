/** The part of a series sample: its start, epoch milliseconds, in base 36. */
const BASE = 36;
const PAIRS = Array.from({ length: BASE ** 2 }, (_, pair) => pair.toString(BASE).padStart(2, '0'));

/** As `startMs.toString(36)`, from pairs of digits: the engine's own goes digit by digit in floating point. */
export function timePart(startMs: number): string {
  if (!(startMs >= BASE ** 7 && startMs < BASE ** 8)) return startMs.toString(BASE);
  const high = Math.floor(startMs / BASE ** 4);
  const low = startMs - high * BASE ** 4;
  return pairsOf(high) + pairsOf(low);
}

const pairsOf = (number: number): string =>
  (PAIRS[Math.floor(number / BASE ** 2)] ?? '') + (PAIRS[number % BASE ** 2] ?? '');

const CODE_0 = 48;
const CODE_A = 97;

/** Whether a part is its sample's start, without building the text to compare it with. */
export function isTimePart(part: string, startMs: number): boolean {
  if (startMs < 0 || part === '' || (part.length > 1 && part.charCodeAt(0) === CODE_0))
    return part === timePart(startMs);
  let value = 0;
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i);
    const digit = code >= CODE_A ? code - CODE_A + 10 : code <= CODE_0 + 9 ? code - CODE_0 : -1;
    if (digit < 0 || digit >= BASE) return false;
    value = value * BASE + digit;
  }
  return value === startMs;
}
