import { toInstant } from '@tributary/contracts';

const MINUTE_MS = 60_000;
const DIGIT_0 = 48;
const BASE = 36;
const DIGITS = Buffer.from(Array.from({ length: BASE }, (_, digit) => digit.toString(BASE)).join(''));
/** What the last four digits of a time part count. */
const LOW = BASE ** 4;
const PART_DIGITS = 8;

/** Whether an instant has its 24 characters and its time part 8 digits: from 1972 to 2059. */
export const isUsualTime = (epochMs: number): boolean =>
  epochMs >= BASE ** (PART_DIGITS - 1) && epochMs < BASE ** PART_DIGITS;

/** Writes over what is in a place: as many characters, all of them ASCII. */
export function over(line: Uint8Array, at: number, ascii: string): void {
  for (let i = 0; i < ascii.length; i++) line[at + i] = ascii.charCodeAt(i);
}

/** Where a line has a usual time as `toInstant` tells it. Those of lines that follow one another mostly share their minute. */
export class InstantPlace {
  #minute = Number.NaN;

  constructor(
    private readonly line: Uint8Array,
    private readonly at: number,
  ) {}

  write(epochMs: number): void {
    const minute = Math.floor(epochMs / MINUTE_MS);
    const { line, at } = this;
    if (minute !== this.#minute) {
      over(line, at, toInstant(minute * MINUTE_MS));
      this.#minute = minute;
    }
    // Whole numbers of 32 bits: twice as fast to divide.
    const rest = (epochMs - minute * MINUTE_MS) | 0;
    const seconds = (rest / 1_000) | 0;
    const milliseconds = rest - seconds * 1_000;
    const tens = (milliseconds / 10) | 0;
    const hundreds = (milliseconds / 100) | 0;
    const tensOfSeconds = (seconds / 10) | 0;
    // `2026-01-01T00:00:ss.mmmZ`
    line[at + 17] = DIGIT_0 + tensOfSeconds;
    line[at + 18] = DIGIT_0 + seconds - tensOfSeconds * 10;
    line[at + 20] = DIGIT_0 + hundreds;
    line[at + 21] = DIGIT_0 + tens - hundreds * 10;
    line[at + 22] = DIGIT_0 + milliseconds - tens * 10;
  }
}

/** Where a line has a usual time as `timePart` tells it. The first four of its digits change once in half an hour. */
export class TimePartPlace {
  #high = Number.NaN;

  constructor(
    private readonly line: Uint8Array,
    private readonly at: number,
  ) {}

  write(epochMs: number): void {
    const high = Math.floor(epochMs / LOW);
    if (high !== this.#high) {
      this.#digits(this.at, high);
      this.#high = high;
    }
    this.#digits(this.at + PART_DIGITS / 2, epochMs - high * LOW);
  }

  #digits(at: number, number: number): void {
    const { line } = this;
    let rest = number | 0;
    for (let place = at + PART_DIGITS / 2 - 1; place >= at; place--) {
      const next = (rest / BASE) | 0;
      line[place] = DIGITS[rest - next * BASE] ?? 0;
      rest = next;
    }
  }
}
