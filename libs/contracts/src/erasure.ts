/** Headers of a raw message that erases a person instead of carrying a batch; its value is null. */
export const ERASURE_HEADERS = {
  kind: 'tributary-kind',
  erasureId: 'tributary-erasure-id',
  requestedAt: 'tributary-requested-at',
} as const;

/** Value of the header `tributary-kind` of such a message. */
export const ERASURE_KIND = 'erasure';

/** Erase everything of a person that was received up to an instant. */
export interface ErasureFacts {
  readonly erasureId: string;
  readonly tenant: string;
  readonly userId: string;
  /** Epoch milliseconds: what was received up to here is erased, what comes later is a new life of the id. */
  readonly requestedMs: number;
  /** The lane: the live one erases; on the other one the message is a border that new data waits behind. */
  readonly origin: 'live' | 'backfill';
}

/** The value of a `canonical-records.v1` message that erases a person. */
export interface ErasureMessage {
  readonly schemaVersion: 1;
  readonly erasure: ErasureFacts;
}
