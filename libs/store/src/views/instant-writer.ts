import { toInstant } from '@tributary/contracts';

const MINUTE_MS = 60_000;
const DIGIT_0 = 48;

/** `toInstant` for instants that mostly follow one another: what the minute says is written once. */
export class InstantWriter {
  #minute = Number.NaN;
  #text = Buffer.alloc(0);

  /** Valid until the next call. */
  write(epochMs: number): Uint8Array {
    const minute = Math.floor(epochMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#text = Buffer.from(toInstant(minute * MINUTE_MS));
    }
    const rest = epochMs - minute * MINUTE_MS;
    // `…:ss.mmmZ`
    const end = this.#text.length;
    this.#digit(end - 2, rest);
    this.#digit(end - 3, rest / 10);
    this.#digit(end - 4, rest / 100);
    this.#digit(end - 6, rest / 1_000);
    this.#digit(end - 7, rest / 10_000);
    return this.#text;
  }

  #digit(at: number, value: number): void {
    this.#text[at] = DIGIT_0 + (Math.floor(value) % 10);
  }
}
