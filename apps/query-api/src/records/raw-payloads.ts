import { readRawBatchBody, type IncomingMessage, type RawBatchLookup } from '@tributary/kafka';
import { TransientError } from '@tributary/pipeline';
import { isErased, type StoredRecord } from '@tributary/store';
import type { Person } from '../person/person.js';
import type { RawPayload } from './record.response.js';

const NOT_KEPT: RawPayload = { payload: null, payloadMissing: 'not_kept' };
const UNAVAILABLE: RawPayload = { payload: null, payloadMissing: 'unavailable' };

/** Where a sample's record stands among what was sent. */
type Place = Pick<StoredRecord, 'batchId' | 'index' | 'rawId'>;

/** Reads what samples were sent as: their columns do not hold it, the batch in the raw topics does. */
export class RawPayloads {
  constructor(private readonly batches: RawBatchLookup) {}

  /** Never throws because of Kafka. */
  async of({ user, profile: { tenant, userId }, readers }: Person, place: Place): Promise<RawPayload> {
    const { batchId } = place;
    const [receipt, erasure] = await Promise.all([
      readers.data.receipts.get(user, batchId),
      readers.erasures.stubOf(user),
    ]);
    if (!receipt) return NOT_KEPT;
    const { contentHash, receivedMs, completedMs } = receipt;
    // The topics still hold what was erased; an import can name it again.
    if (isErased(erasure, receivedMs)) return NOT_KEPT;
    try {
      const message = await this.batches.find({ tenant, userId, batchId, contentHash, receivedMs, completedMs });
      const payload = message && recordAt(message, place);
      return payload === null ? NOT_KEPT : { payload };
    } catch (error) {
      if (error instanceof TransientError) return UNAVAILABLE;
      throw error;
    }
  }
}

/** The record of the batch at the place; null: it is not that record. */
function recordAt(message: IncomingMessage, { index, rawId }: Place): unknown {
  const read = readRawBatchBody(message);
  const { records } = (read.ok && read.body !== null ? read.body : {}) as { readonly records?: readonly unknown[] };
  const payload = records?.[index] ?? null;
  // A gateway without its database takes two contents under one batch id, and the receipt is of one of them.
  return payload !== null && names(payload, rawId) ? payload : null;
}

function names(payload: unknown, rawId: string | null): boolean {
  try {
    const text = JSON.stringify(payload);
    return rawId === null || text.includes(JSON.stringify(rawId));
  } catch (error) {
    // Nested so deep that no answer can hold it.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
