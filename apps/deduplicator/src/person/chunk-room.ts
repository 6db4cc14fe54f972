import type { SampleAttributes } from '@tributary/contracts';
import type { StoredRecord } from '@tributary/store';

/**
 * The most bytes of a chunk: half of what a document may have (MongoDB: 16 MiB), and opened some 200 MB. It is 13 records
 * of HealthKit a second over the four hours of a dense metric; no sensor comes near, a faulty or hostile app can.
 */
const MOST_BYTES = 8 * 1_024 * 1_024;
/** More than a record, and a sample of a series, take beside their text. */
const RECORD_BYTES = 64;
const SAMPLE_BYTES = 16;
/** A control character in JSON. */
const CHARACTER_BYTES = 6;
/** Ids of the platforms' own form are not stored as text. */
const PLAIN_ID = 40;

const bytesOfId = (id: string | null): number =>
  id !== null && id.length > PLAIN_ID ? CHARACTER_BYTES * id.length : 0;

function bytesOfAttributes(attributes: SampleAttributes): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(attributes))
    bytes += CHARACTER_BYTES * (name.length + (typeof value === 'string' ? value.length : SAMPLE_BYTES));
  return bytes;
}

/**
 * What may still come to a chunk: a document that is too large would stop the flush, and with it everyone in the
 * partition, for good.
 */
export class ChunkRoom {
  #left: number;
  /** Rows of one run share them, and a chunk has equal ones once. */
  readonly #attributes = new Set<SampleAttributes>();

  /** @param storedBytes of the chunk as it was read */
  constructor(storedBytes: number) {
    this.#left = MOST_BYTES - storedBytes;
  }

  /** Takes the room of a record; false where there is none. */
  take({ id, rawId, samples }: StoredRecord): boolean {
    let bytes = RECORD_BYTES + samples.length * SAMPLE_BYTES + bytesOfId(id) + bytesOfId(rawId);
    // They are the record's, the same for each of its samples.
    const attributes = samples[0]?.attributes;
    if (attributes && !this.#attributes.has(attributes)) bytes += bytesOfAttributes(attributes);
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    if (attributes) this.#attributes.add(attributes);
    return true;
  }
}
