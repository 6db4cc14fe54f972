import { Schema, type Connection, type Model } from 'mongoose';

/** One request to erase a person, and how far it has come. */
export interface ErasureRequestDocument {
  /** Erasure id. */
  readonly _id: string;
  readonly tenant: string;
  readonly userId: string;
  /** Epoch milliseconds. */
  readonly requestedMs: number;
  /** When both raw lanes had it; absent in requests that were stored before it was kept. */
  readonly sentMs?: number | null;
  /** Sequence of the person's last event before, and up to which events were on the topics; null until it is settled. */
  readonly sequence: number | null;
  readonly publishedSequence: number | null;
  /** When the person was erased before, if ever. */
  readonly erasedBeforeMs: number | null;
  readonly publishedMs: number | null;
  readonly deletedMs: number | null;
  readonly completedMs: number | null;
}

const time = { type: Number, default: null };

const schema = new Schema<ErasureRequestDocument>(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    userId: { type: String, required: true },
    requestedMs: { type: Number, required: true },
    sentMs: time,
    sequence: time,
    publishedSequence: time,
    erasedBeforeMs: time,
    publishedMs: time,
    deletedMs: time,
    completedMs: time,
  },
  { collection: 'erasure_requests', versionKey: false, strict: 'throw' },
);
// person-erasure.ts complete: { tenant, userId }.
schema.index({ tenant: 1, userId: 1 });

export const erasureRequestModel = (connection: Connection): Model<ErasureRequestDocument> =>
  connection.model<ErasureRequestDocument>('ErasureRequest', schema);
