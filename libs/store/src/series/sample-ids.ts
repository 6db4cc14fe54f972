import { partId, type RecordId } from '@tributary/contracts';
import { readId, readPart } from './chunk-cells.js';
import { ColumnReader, UUID_BYTES } from './columns.js';

/** Where a chunk keeps what the ids of its samples are made of. */
export interface IdPlaces {
  /** What the ids of its records begin with. */
  readonly prefix: string;
  readonly records: number;
  /** First byte of the column of record ids, and of that of parts. */
  readonly idsFrom: number;
  readonly partsFrom: number;
  /** Row → its start, epoch milliseconds, and the number of its record. */
  readonly startMs: Float64Array;
  readonly recordOf: Uint32Array;
}

/**
 * Id of the sample of a row, read where it lies in a packed chunk. Nothing is read before the first one is asked for: a
 * flush asks for none, and an explained day only for those of the day.
 */
export function sampleIds(bytes: Buffer, places: IdPlaces): (row: number) => string {
  const { prefix, startMs, recordOf } = places;
  const read = new ColumnReader(bytes);
  let found: { readonly ids: Uint32Array; readonly parts: Uint32Array } | null = null;
  let lastRecord = -1;
  let lastId = '' as RecordId;
  return (row) => {
    found ??= {
      ids: positionsOf(read, places.idsFrom, places.records, skipId),
      parts: positionsOf(read, places.partsFrom, startMs.length, skipPart),
    };
    const record = recordOf[row] ?? -1;
    if (record !== lastRecord) {
      read.moveTo(placeOf(found.ids, record));
      lastId = readId(read, prefix);
      lastRecord = record;
    }
    read.moveTo(placeOf(found.parts, row));
    return partId(lastId, readPart(read, startMs[row] ?? Number.NaN));
  };
}

function positionsOf(read: ColumnReader, from: number, count: number, skip: (read: ColumnReader) => void): Uint32Array {
  const positions = new Uint32Array(count);
  read.moveTo(from);
  for (let i = 0; i < count; i++) {
    positions[i] = read.position;
    skip(read);
  }
  return positions;
}

function placeOf(positions: Uint32Array, index: number): number {
  const position = positions[index];
  if (position === undefined) throw new RangeError('A series chunk names a row it does not have');
  return position;
}

export function skipId(read: ColumnReader): void {
  if (read.unsigned() === 0) read.skip(UUID_BYTES);
  else read.skipText();
}

/** 0: none, 1: the start of the sample, 2: a text, which follows. */
export function skipPart(read: ColumnReader): void {
  if (read.unsigned() > 1) read.skipText();
}
