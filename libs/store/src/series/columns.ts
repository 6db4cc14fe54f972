export const UUID_LENGTH = 36;
const UUID_DASHES = new Set([8, 13, 18, 23]);
export const DASH = '-'.charCodeAt(0);
export const DIGITS = Buffer.from('0123456789abcdef');
export const UUID_BYTES = 16;
/** Where one UUID at a time is put together; its dashes stay. */
const UUID_TEXT = Buffer.alloc(UUID_LENGTH, '-');
/** Byte → place of its two digits in the text. */
const UUID_PLACES = Uint8Array.from([0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]);
const NO_DIGIT = 255;
/** Character code → value of a lower-case hexadecimal digit. */
const DIGIT_OF = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...'0123456789abcdef'].entries()) DIGIT_OF[digit.charCodeAt(0)] = value;

/** Growable byte sink for the columns of a chunk: little-endian, LEB128 varints, zigzag for signed numbers. */
export class ColumnWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + extra));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  unsigned(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -value * 2 - 1 : value * 2);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  hex(digits: string, byteLength: number): void {
    this.#reserve(byteLength);
    this.#length += this.#bytes.write(digits, this.#length, byteLength, 'hex');
  }

  /**
   * A zero and the 16 bytes of a UUID in lower case that begins at `from` and ends the text. Writes nothing and answers
   * false where there is none: half of what is stored of a HealthKit sample is its UUID, so it is read digit by digit.
   */
  uuid(text: string, from: number): boolean {
    if (text.length - from !== UUID_LENGTH) return false;
    this.#reserve(1 + UUID_LENGTH / 2);
    let at = this.#length;
    this.#bytes[at++] = 0;
    for (let i = from; i < text.length; i += 2) {
      if (UUID_DASHES.has(i - from)) {
        if (text.charCodeAt(i) !== DASH) return false;
        i += 1;
      }
      const high = DIGIT_OF[text.charCodeAt(i)] ?? NO_DIGIT;
      const low = DIGIT_OF[text.charCodeAt(i + 1)] ?? NO_DIGIT;
      if (high === NO_DIGIT || low === NO_DIGIT) return false;
      this.#bytes[at++] = high * 16 + low;
    }
    this.#length = at;
    return true;
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.unsigned(size);
    this.#reserve(size);
    this.#length += this.#bytes.write(value, this.#length);
  }

  finish(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }
}

export class ColumnReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  unsigned(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('A series chunk ends inside a column');
      if (byte < 0x80) return value + byte * scale;
      value += (byte - 0x80) * scale;
      scale *= 0x80;
    }
  }

  signed(): number {
    const value = this.unsigned();
    const half = Math.floor(value / 2);
    return half * 2 === value ? half : -half - 1;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  hex(byteLength: number): string {
    const digits = this.#bytes.toString('hex', this.#at, this.#at + byteLength);
    this.#at += byteLength;
    return digits;
  }

  /** 16 bytes as a UUID in lower case. Digit by digit into one buffer, which is four times as fast as slices of `hex`. */
  uuid(): string {
    for (let i = 0; i < UUID_BYTES; i++) {
      const byte = this.#bytes[this.#at++] ?? 0;
      const to = UUID_PLACES[i] ?? 0;
      UUID_TEXT[to] = DIGITS[byte >> 4] ?? 0;
      UUID_TEXT[to + 1] = DIGITS[byte & 15] ?? 0;
    }
    return UUID_TEXT.toString('latin1');
  }

  /** So many UUIDs in lower case as one text, each behind the prefix; in the bytes each stands behind one of its own. */
  uuids(prefix: string, count: number): string {
    const stride = prefix.length + UUID_LENGTH;
    const text = Buffer.alloc(count * stride, prefix + '-'.repeat(UUID_LENGTH), 'latin1');
    for (let from = prefix.length; from < text.length; from += stride) {
      this.#at += 1;
      for (let i = 0; i < UUID_BYTES; i++) {
        const byte = this.#bytes[this.#at++] ?? 0;
        const to = from + (UUID_PLACES[i] ?? 0);
        text[to] = DIGITS[byte >> 4] ?? 0;
        text[to + 1] = DIGITS[byte & 15] ?? 0;
      }
    }
    return text.toString('latin1');
  }

  text(): string {
    const size = this.unsigned();
    const value = this.#bytes.toString('utf8', this.#at, this.#at + size);
    this.#at += size;
    return value;
  }

  /** The next byte, which stays. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** Whether the next byte and each of so many at a distance are this one. */
  isEach(byte: number, distance: number, count: number): boolean {
    for (let left = count, at = this.#at; left > 0; left--, at += distance) if (this.#bytes[at] !== byte) return false;
    return true;
  }

  /** Number of the next byte. */
  get position(): number {
    return this.#at;
  }

  moveTo(position: number): void {
    this.#at = position;
  }

  skip(byteLength: number): void {
    this.#at += byteLength;
  }

  skipText(): void {
    this.skip(this.unsigned());
  }

  /** Goes past so many bytes if each of them is this one: a column that says the same of all needs no other reading. */
  skipSame(byte: number, count: number): boolean {
    const end = this.#at + count;
    for (let at = this.#at; at < end; at++) if (this.#bytes[at] !== byte) return false;
    this.#at = end;
    return true;
  }

  /** Goes past so many varints, signed or not. */
  skipNumbers(count: number): void {
    for (let left = count; left > 0; left--) {
      let byte = this.#bytes[this.#at++];
      while (byte !== undefined && byte >= 0x80) byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('A series chunk ends inside a column');
    }
  }
}

/** Gives each distinct value a small number, in order of first use. */
export class Dictionary<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

const MAX_DECIMALS = 6;
/** The distance of two such integers, doubled by zigzag, is still a safe integer: beyond, bits and the sign are lost. */
const SCALED_LIMIT = 2 ** 51;

/** The least number of decimals with which every value is an exact scaled integer, or null where there is none. */
export function decimalsOf(values: readonly number[]): number | null {
  let decimals = 0;
  for (const value of values) {
    while (!isScaled(value, decimals)) {
      decimals += 1;
      if (decimals > MAX_DECIMALS) return null;
    }
  }
  return values.every((value) => isScaled(value, decimals)) ? decimals : null;
}

function isScaled(value: number, decimals: number): boolean {
  const factor = 10 ** decimals;
  const scaled = Math.round(value * factor);
  return Math.abs(scaled) < SCALED_LIMIT && scaled / factor === value && !Object.is(value, -0);
}
