const SMALL_NUMBERS = Array.from({ length: 1_000 }, (_, number) => String(number));
const LAST_ASCII = 0x7f;

/** A finite number as JSON has it. */
export const numberText = (value: number): string => SMALL_NUMBERS[value] ?? String(value);

/** Text that is put together from pieces, most of them encoded before. */
export class Utf8Writer {
  #bytes: Buffer;
  #length = 0;

  /** @param size bytes to begin with; it grows. */
  constructor(private readonly size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** Bytes written since the beginning, or since the last `take`. */
  get length(): number {
    return this.#length;
  }

  /** One character of ASCII. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** UTF-8 already. */
  put(piece: Uint8Array): void {
    this.#reserve(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  text(text: string): void {
    this.#reserve(3 * text.length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > LAST_ASCII) {
        this.#length += bytes.write(text, this.#length);
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** A finite number as JSON has it. */
  number(value: number): void {
    this.text(numberText(value));
  }

  /** A copy of what was written from a place on. */
  since(from: number): Buffer {
    return Buffer.from(this.#bytes.subarray(from, this.#length));
  }

  /** Everything written so far; it begins anew. */
  take(): Buffer {
    const written = this.lend();
    this.#bytes = Buffer.allocUnsafe(this.size);
    return written;
  }

  /** The same, in memory that is written over when it goes on. */
  lend(): Buffer {
    const written = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return written;
  }

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + extra));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
