import type { RowRecord } from '../series/chunk-rows.js';
import { InstantPlace, isUsualTime, over, TimePartPlace } from './line-places.js';
import type { Utf8Writer } from './utf8-writer.js';

/** What one line says and the next one mostly says otherwise. */
export interface LineFacts {
  readonly record: RowRecord;
  /** Whether the sample is named by its start; otherwise it has no name of its own. */
  readonly isTimed: boolean;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  readonly value: string;
  readonly rawValue: string;
}

/** Where these facts begin, counted from the first byte of the line. */
export interface LinePlaces {
  readonly id: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly rawId: number;
  readonly rawValue: number;
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
const shapeOf = ({ value, rawValue }: LineFacts): number => value.length * MOST_DIGITS + rawValue.length;

/** A line that was written, to be written over where the next one differs. */
class RepeatedLine {
  readonly #start: InstantPlace;
  readonly #end: InstantPlace;
  readonly #part: TimePartPlace;
  readonly #isTimed: boolean;
  #record: RowRecord;

  constructor(
    readonly bytes: Uint8Array,
    { record, isTimed }: LineFacts,
    private readonly places: LinePlaces,
  ) {
    this.#record = record;
    this.#isTimed = isTimed;
    this.#start = new InstantPlace(bytes, places.start);
    this.#end = new InstantPlace(bytes, places.end);
    this.#part = new TimePartPlace(bytes, places.part);
  }

  fits({ record, isTimed }: LineFacts): boolean {
    return isTimed === this.#isTimed && isAlike(this.#record, record);
  }

  writeOver({ record, isTimed, startMs, endMs, value, rawValue }: LineFacts): void {
    const { bytes, places } = this;
    if (record !== this.#record) {
      over(bytes, places.id, record.id);
      if (record.rawId !== null) over(bytes, places.rawId, record.rawId);
      this.#record = record;
    }
    if (isTimed) this.#part.write(startMs);
    this.#start.write(startMs);
    this.#end.write(endMs);
    over(bytes, places.value, value);
    over(bytes, places.rawValue, rawValue);
  }
}

/**
 * Lines that mostly repeat one another but for some characters: those are written over in the last one, and it is
 * copied whole, which takes a third of the time of its pieces.
 */
export class RepeatedLines {
  readonly #lines = new Map<number, RepeatedLine>();

  /** @param bytes the line, to be written over from now on */
  remember(bytes: Uint8Array, facts: LineFacts, places: LinePlaces): void {
    if (isUsualTime(facts.startMs) && isUsualTime(facts.endMs))
      this.#lines.set(shapeOf(facts), new RepeatedLine(bytes, facts, places));
  }

  forget(): void {
    this.#lines.clear();
  }

  /** Writes a line like one before; false, and nothing is written, where there is none. */
  write(out: Utf8Writer, facts: LineFacts): boolean {
    const line = this.#lines.get(shapeOf(facts));
    if (!line?.fits(facts) || !isUsualTime(facts.startMs) || !isUsualTime(facts.endMs)) return false;
    line.writeOver(facts);
    out.put(line.bytes);
    return true;
  }
}
