import type { RawBatch } from '@tributary/contracts';

/** A record as the platform's bridge returns it after `JSON.stringify`. */
export type WireRecord = Readonly<Record<string, unknown>>;

/** A record and the moment from which the phone can send it. */
export interface Written {
  readonly readyMs: number;
  readonly record: WireRecord;
}

/** A batch as an app posts it: `JSON.stringify` gives the body. */
export interface SimulatedBatch extends RawBatch {
  readonly batchId: string;
  readonly device: NonNullable<RawBatch['device']>;
  readonly sync: NonNullable<RawBatch['sync']>;
  readonly records: readonly WireRecord[];
}
