import { toInstant, type FlagId, type SampleAttributes } from '@tributary/contracts';
import type { SampleRows } from '../series/chunk-rows.js';
import type { RecordProfile } from '../series/stored-record.js';
import { RepeatedLines, type LinePlaces, type LineFacts } from './repeated-lines.js';
import { flagUnion, resolveOffset, unitOf, type ZoneLookup } from './sample-view.js';
import { numberText, type Utf8Writer } from './utf8-writer.js';

/** The pieces between the values of a line, for lines that have all of this in common. */
interface Frame {
  readonly sourceId: string;
  readonly profile: RecordProfile;
  readonly rawUnit: string | null;
  readonly flags: readonly FlagId[];
  readonly attributes: SampleAttributes | undefined;
  readonly offsetMinutes: number;
  readonly offsetFlags: readonly FlagId[];
  readonly beforeValue: Uint8Array;
  readonly beforeVersion: Uint8Array;
  readonly beforeRawId: Uint8Array;
  readonly end: Uint8Array;
}

const BEFORE_ID = Buffer.from('{"id":"');
const BEFORE_END = Buffer.from('","end":"');
const BEFORE_RAW_VALUE = Buffer.from(',"value":');
const PART_MARK = Buffer.from('~');

/** What a text is within the quotes of JSON. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
const sameFlags = (a: readonly FlagId[], b: readonly FlagId[]): boolean =>
  a === b || (a.length === 0 && b.length === 0);

/**
 * Writes samples of one metric as JSON, byte for byte what `JSON.stringify` gives of `toSampleView`, straight from
 * columns: what lines have in common is encoded once.
 */
export class SampleLines {
  readonly #repeated = new RepeatedLines();
  readonly #beforeStart: Uint8Array;
  readonly #unit: string;
  #frame: Frame | null = null;

  constructor(
    metric: string,
    private readonly zones: ZoneLookup,
  ) {
    this.#beforeStart = Buffer.from(`","metric":${JSON.stringify(metric)},"start":"`);
    this.#unit = unitOf(metric);
  }

  /** One sample, without an end of line. */
  write(out: Utf8Writer, rows: SampleRows, row: number): void {
    const record = rows.recordOf(row);
    const [startMs, endMs, value] = [rows.startMs[row] ?? 0, rows.endMs[row] ?? 0, rows.value[row] ?? 0];
    const frame = this.#frameOf(rows, row, record.profile, startMs);
    const isTimed = rows.isTimePart(row);
    const facts = {
      record,
      isTimed,
      startMs,
      endMs,
      value: numberText(value),
      rawValue: numberText(rows.rawValue(row) ?? value),
    };
    if (!isTimed && rows.part(row) !== '') this.#writeWhole(out, facts, rows.part(row), frame);
    else if (!this.#repeated.write(out, facts)) {
      const from = out.length;
      const places = this.#writeWhole(out, facts, rows.part(row), frame);
      this.#repeated.remember(out.since(from), facts, places);
    }
  }

  #writeWhole(out: Utf8Writer, facts: LineFacts, ownPart: string, frame: Frame): LinePlaces {
    const from = out.length;
    const { record } = facts;
    const put = (before: Uint8Array, text: string): number => {
      out.put(before);
      const at = out.length - from;
      out.text(text);
      return at;
    };
    const id = put(BEFORE_ID, quoted(record.id));
    const part = ownPart === '' ? 0 : put(PART_MARK, quoted(ownPart));
    const start = put(this.#beforeStart, toInstant(facts.startMs));
    const end = put(BEFORE_END, toInstant(facts.endMs));
    const value = put(frame.beforeValue, facts.value);
    put(frame.beforeVersion, String(record.revision));
    // Behind the quote, where there is one.
    const rawId = put(frame.beforeRawId, JSON.stringify(record.rawId)) + 1;
    const rawValue = put(BEFORE_RAW_VALUE, facts.rawValue);
    out.put(frame.end);
    return { id, part, start, end, value, rawId, rawValue };
  }

  #frameOf(rows: SampleRows, row: number, profile: RecordProfile, startMs: number): Frame {
    const { offsetMinutes, flags: offsetFlags } = resolveOffset(profile, startMs, this.zones);
    const [flags, rawUnit, attributes] = [rows.flags(row), rows.rawUnit(row), rows.attributes(row)];
    const last = this.#frame;
    const fits =
      last?.profile === profile &&
      last.sourceId === rows.sourceId &&
      last.rawUnit === rawUnit &&
      last.attributes === attributes &&
      last.offsetMinutes === offsetMinutes &&
      sameFlags(last.flags, flags) &&
      last.offsetFlags.length === offsetFlags.length;
    if (fits) return last;
    this.#repeated.forget();
    const { sourceId } = rows;
    return (this.#frame = this.#newFrame({
      sourceId,
      profile,
      rawUnit,
      flags,
      attributes,
      offsetMinutes,
      offsetFlags,
    }));
  }

  #newFrame(common: Omit<Frame, 'beforeValue' | 'beforeVersion' | 'beforeRawId' | 'end'>): Frame {
    const { sourceId, profile, rawUnit, attributes, offsetMinutes } = common;
    const beside = attributes === undefined ? '' : `,"attributes":${JSON.stringify(attributes)}`;
    const flags = flagUnion(profile.flags, common.flags, common.offsetFlags);
    const facts = JSON.stringify({ unit: this.#unit, sourceId, recordingMethod: profile.recordingMethod, flags });
    return {
      ...common,
      beforeValue: Buffer.from(`","zoneOffsetMinutes":${JSON.stringify(offsetMinutes)},"value":`),
      beforeVersion: Buffer.from(`,${facts.slice(1, -1)},"version":`),
      beforeRawId: Buffer.from(`,"raw":{"type":${JSON.stringify(profile.rawType)},"id":`),
      end: Buffer.from(`,"unit":${JSON.stringify(rawUnit ?? this.#unit)}}${beside}}`),
    };
  }
}
