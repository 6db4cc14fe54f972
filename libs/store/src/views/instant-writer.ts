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
    const seconds = Math.floor(rest / 1_000);
    const milliseconds = rest - seconds * 1_000;
    const [tens, hundreds] = [Math.floor(milliseconds / 10), Math.floor(milliseconds / 100)];
    const tensOfSeconds = Math.floor(seconds / 10);
    // `…:ss.mmmZ`
    const text = this.#text;
    const end = text.length;
    text[end - 2] = DIGIT_0 + milliseconds - tens * 10;
    text[end - 3] = DIGIT_0 + tens - hundreds * 10;
    text[end - 4] = DIGIT_0 + hundreds;
    text[end - 6] = DIGIT_0 + seconds - tensOfSeconds * 10;
    text[end - 7] = DIGIT_0 + tensOfSeconds;
    return text;
  }
}
