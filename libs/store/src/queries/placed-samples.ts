import { partId, type SourceId } from '@tributary/contracts';
import { decodeChunk } from '../series/chunk-decode.js';
import { chunkKeyOf } from '../series/chunk-key.js';
import type { StoredRecord, StoredSample } from '../series/stored-record.js';
import { compareStarts, isInWindow, type OpenWindow } from './start-page.js';

/** A stored sample with where it lies. */
export interface PlacedSample {
  /** Id of the sample, as the API serves it. */
  readonly id: string;
  readonly startMs: number;
  readonly sourceId: SourceId;
  readonly record: StoredRecord;
  readonly sample: StoredSample;
}

/** The samples of one chunk that belong to a window, in the order of the list. */
export function placedSamples(id: string, bytes: Buffer, window: OpenWindow): PlacedSample[] {
  const { sourceId } = chunkKeyOf(id);
  const placed: PlacedSample[] = [];
  for (const record of decodeChunk(bytes)) {
    for (const sample of record.samples) {
      if (isInWindow(sample, window))
        placed.push({ id: partId(record.id, sample.part), startMs: sample.startMs, sourceId, record, sample });
    }
  }
  return placed.sort(compareStarts);
}
