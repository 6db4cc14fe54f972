import { Schema, type Connection, type Model } from 'mongoose';

/** From this time on the person's zone is known to be `zone`. */
export interface ZoneEntry {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  /** IANA name. */
  readonly zone: string;
}

export interface UserDocument {
  /** `tenant/userId`. */
  readonly _id: string;
  readonly tenant: string;
  readonly userId: string;
  /** IANA name of the newest zone entry; null while none is known. */
  readonly timeZone: string | null;
  /** `HH:MM`. */
  readonly dayStartsAt: string;
  /** Ascending by `fromMs`. */
  readonly zoneEntries: readonly ZoneEntry[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  /** When zones or day start changed and Kafka does not have it yet, epoch milliseconds. */
  readonly unannouncedMs?: number | null;
  /** The erasure that has yet to complete; reads find nobody until then. */
  readonly erasure?: { readonly id: string; readonly requestedMs: number };
}

const schema = new Schema<UserDocument>(
  {
    _id: { type: String, required: true },
    tenant: { type: String, required: true },
    userId: { type: String, required: true },
    timeZone: { type: String, default: null },
    dayStartsAt: { type: String, default: '00:00' },
    zoneEntries: {
      type: [{ _id: false, fromMs: { type: Number, required: true }, zone: { type: String, required: true } }],
      default: [],
    },
    attributes: { type: Schema.Types.Mixed, default: {} },
    createdAt: { type: Date, required: true },
    unannouncedMs: { type: Number },
    erasure: { type: { _id: false, id: String, requestedMs: Number } },
  },
  { collection: 'users', versionKey: false, minimize: false },
);

export const userModel = (connection: Connection): Model<UserDocument> =>
  connection.model<UserDocument>('User', schema);
