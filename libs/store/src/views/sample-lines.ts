import type { FlagId, SampleAttributes } from '@tributary/contracts';
import type { RowRecord, SampleRows } from '../series/chunk-rows.js';
import type { RecordProfile } from '../series/stored-record.js';
import { InstantWriter } from './instant-writer.js';
import { flagUnion, resolveOffset, unitOf, type ZoneLookup } from './sample-view.js';
import { Utf8Writer } from './utf8-writer.js';

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

/** What the samples of one record have in common, within a frame. */
interface RecordPieces {
  readonly record: RowRecord;
  readonly frame: Frame;
  /** Open for the part. */
  readonly id: Uint8Array;
  /** From the version to the value as sent. */
  readonly origin: Uint8Array;
}

const BEFORE_END = Buffer.from('","end":"');
const BEFORE_RAW_VALUE = Buffer.from(',"value":');
const PIECE_BYTES = 512;
const PART_MARK = Buffer.from('~');

/** What a text is within the quotes of JSON. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
const sameFlags = (a: readonly FlagId[], b: readonly FlagId[]): boolean =>
  a === b || (a.length === 0 && b.length === 0);

const idText = (record: RowRecord): string => `{"id":"${quoted(record.id)}`;

function writeOrigin(out: Utf8Writer, record: RowRecord, frame: Frame): void {
  out.put(frame.beforeVersion);
  out.number(record.revision);
  out.put(frame.beforeRawId);
  out.text(JSON.stringify(record.rawId));
  out.put(BEFORE_RAW_VALUE);
}

/**
 * Writes samples of one metric as JSON, byte for byte what `JSON.stringify` gives of `toSampleView`, straight from
 * columns: what lines have in common is encoded once.
 */
export class SampleLines {
  readonly #instants = new InstantWriter();
  readonly #beforeStart: Uint8Array;
  readonly #unit: string;
  #frame: Frame | null = null;
  #pieces: RecordPieces | null = null;
  #lastRecord: RowRecord | null = null;

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
    const pieces = this.#piecesOf(record, frame);
    if (pieces === null) out.text(idText(record));
    else out.put(pieces.id);
    this.#writePart(out, rows, row);
    out.put(this.#beforeStart);
    out.put(this.#instants.write(startMs));
    out.put(BEFORE_END);
    out.put(this.#instants.write(endMs));
    out.put(frame.beforeValue);
    out.number(value);
    if (pieces === null) writeOrigin(out, record, frame);
    else out.put(pieces.origin);
    out.number(rows.rawValue(row) ?? value);
    out.put(frame.end);
  }

  #writePart(out: Utf8Writer, rows: SampleRows, row: number): void {
    const part = rows.part(row);
    if (part === '') return;
    out.put(PART_MARK);
    out.text(rows.isTimePart(row) ? part : quoted(part));
  }

  /** null for the first sample of a record: most have no other, and pay off only when they are written again. */
  #piecesOf(record: RowRecord, frame: Frame): RecordPieces | null {
    if (this.#pieces?.record === record && this.#pieces.frame === frame) return this.#pieces;
    const isAnother = this.#lastRecord === record;
    this.#lastRecord = record;
    if (!isAnother) return null;
    const origin = new Utf8Writer(PIECE_BYTES);
    writeOrigin(origin, record, frame);
    return (this.#pieces = { record, frame, id: Buffer.from(idText(record)), origin: origin.take() });
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
