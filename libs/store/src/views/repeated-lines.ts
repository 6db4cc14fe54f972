import type { RowRecord } from '../series/chunk-rows.js';
import type { Utf8Writer } from './utf8-writer.js';

/** What one line says and the next one mostly says otherwise. */
export interface LineTexts {
  readonly record: RowRecord;
  /** Letters and digits, or empty. */
  readonly part: string;
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly value: string;
  readonly rawValue: string;
}

/** Where these texts begin, counted from the first byte of the line. */
export interface LinePlaces {
  readonly id: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly rawId: number;
  readonly rawValue: number;
}

interface Line {
  from: number;
  record: RowRecord;
  readonly length: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly places: LinePlaces;
}

const FIRST_PRINTED = 0x20;
const LAST_PRINTED = 0x7e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether JSON has a text as it is, one byte a character. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < FIRST_PRINTED || code > LAST_PRINTED || code === QUOTE || code === BACKSLASH) return false;
  }
  return true;
}

/** Whether a line of one record is one of another with other ids in the same places. */
function isAlike(a: RowRecord, b: RowRecord): boolean {
  if (a === b) return true;
  if (a.revision !== b.revision || a.id.length !== b.id.length || !isPlain(a.id) || !isPlain(b.id)) return false;
  if (a.rawId === null || b.rawId === null) return a.rawId === b.rawId;
  return a.rawId.length === b.rawId.length && isPlain(a.rawId) && isPlain(b.rawId);
}

/** Lines that differ in the length of their numbers have other places. */
const MOST_DIGITS = 32;
const shapeOf = ({ value, rawValue }: LineTexts): number => value.length * MOST_DIGITS + rawValue.length;

/**
 * Lines that were written, which others mostly repeat but for some characters: one is copied whole and those are written
 * over, which takes half the time of its pieces.
 */
export class RepeatedLines {
  #out: Utf8Writer | null = null;
  #takes = 0;
  readonly #lines = new Map<number, Line>();

  /** Remembers a line that ends where the output does now. */
  remember(out: Utf8Writer, from: number, texts: LineTexts, places: LinePlaces): void {
    const { record, part, start, end } = texts;
    if (!this.#isThere(out)) this.forget();
    this.#out = out;
    this.#takes = out.takes;
    const length = out.length - from;
    const line = { record, part: part.length, start: start.length, end: end.length, from, length, places };
    this.#lines.set(shapeOf(texts), line);
  }

  forget(): void {
    this.#lines.clear();
  }

  /** Writes a line like one before; false, and nothing is written, where there is none. */
  write(out: Utf8Writer, texts: LineTexts): boolean {
    const line = this.#isThere(out) ? this.#lines.get(shapeOf(texts)) : undefined;
    if (line === undefined || !fits(line, texts)) return false;
    const { record, part, start, end, value, rawValue } = texts;
    const { places } = line;
    const from = out.repeat(line.from, line.length);
    if (record !== line.record) {
      out.over(from + places.id, record.id);
      if (record.rawId !== null) out.over(from + places.rawId, record.rawId);
    }
    out.over(from + places.part, part);
    out.overBytes(from + places.start, start);
    out.overBytes(from + places.end, end);
    out.over(from + places.value, value);
    out.over(from + places.rawValue, rawValue);
    line.from = from;
    line.record = record;
    return true;
  }

  #isThere(out: Utf8Writer): boolean {
    return this.#out === out && this.#takes === out.takes;
  }
}

const fits = (line: Line, { record, part, start, end }: LineTexts): boolean =>
  part.length === line.part && start.length === line.start && end.length === line.end && isAlike(line.record, record);
