import { isTimePart, timePart, type RecordId } from '@tributary/contracts';
import type { ColumnReader, ColumnWriter } from './columns.js';
import type { StoredRecord, StoredSample } from './stored-record.js';

/** How the platform's own id is kept: beside the identity it costs nothing when it differs in case only. */
export const RawId = { Same: 0, Upper: 1, Given: 2, None: 3 } as const;

export function writeDeltas(to: ColumnWriter, values: readonly number[], from = 0): void {
  let last = from;
  for (const value of values) {
    to.signed(value - last);
    last = value;
  }
}

/** A flag whether any is set, then presence and delta: a platform without such times pays one byte a chunk. */
export function writeNullableTimes(to: ColumnWriter, values: readonly (number | null)[]): void {
  const any = values.some((value) => value !== null);
  to.unsigned(any ? 1 : 0);
  if (!any) return;
  let last = 0;
  for (const value of values) {
    to.unsigned(value === null ? 0 : 1);
    if (value === null) continue;
    to.signed(value - last);
    last = value;
  }
}

export function readNullableTimes(from: ColumnReader, count: number): (number | null)[] {
  if (from.unsigned() === 0) return new Array<number | null>(count).fill(null);
  let last = 0;
  return Array.from({ length: count }, () => (from.unsigned() === 0 ? null : (last += from.signed())));
}

export function writeId(to: ColumnWriter, id: RecordId, prefix: string): void {
  if (id.startsWith(prefix) && to.uuid(id, prefix.length)) return;
  to.unsigned(1);
  to.text(id);
}

/** Whether the id that begins at a byte is a UUID, which then follows in 16 bytes. */
export const isUuidAt = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0;

export function readId(from: ColumnReader, prefix: string): RecordId {
  if (from.unsigned() === 1) return from.text() as RecordId;
  return `${prefix}${from.uuid()}` as RecordId;
}

export function writeRawId(to: ColumnWriter, { id, rawId }: StoredRecord, prefixLength: number): void {
  const own = id.slice(prefixLength);
  if (rawId === null) to.unsigned(RawId.None);
  else if (rawId === own) to.unsigned(RawId.Same);
  else if (rawId === own.toUpperCase()) to.unsigned(RawId.Upper);
  else {
    to.unsigned(RawId.Given);
    to.text(rawId);
  }
}

export function readRawId(from: ColumnReader, own: string): string | null {
  const kind = from.unsigned();
  if (kind === RawId.None) return null;
  if (kind === RawId.Same) return own;
  return kind === RawId.Upper ? own.toUpperCase() : from.text();
}

/** The part of a series sample is its time in base 36, which the start column already tells. */
export function writePart(to: ColumnWriter, sample: StoredSample): void {
  if (sample.part === '') to.unsigned(0);
  else if (isTimePart(sample.part, sample.startMs)) to.unsigned(1);
  else {
    to.unsigned(2);
    to.text(sample.part);
  }
}

export function readPart(from: ColumnReader, startMs: number): string {
  const kind = from.unsigned();
  if (kind === 0) return '';
  return kind === 1 ? timePart(startMs) : from.text();
}

export function writeValues(to: ColumnWriter, samples: readonly StoredSample[], decimals: number | null): void {
  if (decimals === null) {
    for (const sample of samples) to.double(sample.value);
    return;
  }
  const factor = 10 ** decimals;
  writeDeltas(
    to,
    samples.map((sample) => Math.round(sample.value * factor)),
  );
}
