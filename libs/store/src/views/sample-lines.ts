import type { FlagId, SampleAttributes } from '@tributary/contracts';
import type { RowRecord, SampleRows } from '../series/chunk-rows.js';
import type { RecordProfile } from '../series/stored-record.js';
import { InstantWriter } from './instant-writer.js';
import { flagUnion, resolveOffset, unitOf, type ZoneLookup } from './sample-view.js';
import type { Utf8Writer } from './utf8-writer.js';

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

/** What a record's samples have in common. */
interface RecordTexts {
  readonly record: RowRecord;
  /** Open for the part. */
  readonly id: string;
  readonly rawId: string;
}

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
  readonly #instants = new InstantWriter();
  readonly #beforeStart: Uint8Array;
  readonly #unit: string;
  #frame: Frame | null = null;
  #texts: RecordTexts | null = null;

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
    const { id, rawId } = this.#textsOf(record);
    const frame = this.#frameOf(rows, row, record.profile, startMs);
    out.text(id);
    this.#writePart(out, rows, row);
    out.put(this.#beforeStart);
    out.put(this.#instants.write(startMs));
    out.put(BEFORE_END);
    out.put(this.#instants.write(endMs));
    out.put(frame.beforeValue);
    out.number(value);
    out.put(frame.beforeVersion);
    out.number(record.revision);
    out.put(frame.beforeRawId);
    out.text(rawId);
    out.put(BEFORE_RAW_VALUE);
    out.number(rows.rawValue(row) ?? value);
    out.put(frame.end);
  }

  #writePart(out: Utf8Writer, rows: SampleRows, row: number): void {
    const part = rows.part(row);
    if (part === '') return;
    out.put(PART_MARK);
    out.text(rows.isTimePart(row) ? part : quoted(part));
  }

  #textsOf(record: RowRecord): RecordTexts {
    if (this.#texts?.record === record) return this.#texts;
    return (this.#texts = { record, id: `{"id":"${quoted(record.id)}`, rawId: JSON.stringify(record.rawId) });
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
