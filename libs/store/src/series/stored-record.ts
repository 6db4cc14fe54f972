import type { RecordId, RecordingMethod, RecordVersion, FlagId, SampleAttributes } from '@tributary/contracts';

/** A sample as a chunk keeps it; metric and source are the chunk's. Times are epoch milliseconds. */
export interface StoredSample {
  readonly part: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number;
  /** Value and unit as sent where they differ from the canonical ones. */
  readonly rawValue: number | null;
  readonly rawUnit: string | null;
  readonly flags: readonly FlagId[];
  /** Absent where there are none. */
  readonly attributes?: SampleAttributes;
}

/** What many records of a chunk have in common, kept once. */
export interface RecordProfile {
  readonly rawType: string;
  readonly startOffsetMinutes: number | null;
  readonly endOffsetMinutes: number | null;
  readonly timeZone: string | null;
  /** `device.timeZone` of the batch: the last resort where nothing else tells the zone. */
  readonly deviceTimeZone: string | null;
  readonly recordingMethod: RecordingMethod;
  readonly flags: readonly FlagId[];
}

/** A platform record as far as it lies in one chunk: its samples of that metric, source and time bucket. */
export interface StoredRecord {
  readonly id: RecordId;
  readonly rawId: string | null;
  readonly version: RecordVersion;
  /** How many distinct versions of this identity were seen, deletes among them. */
  readonly revision: number;
  /** Window of the whole record. */
  readonly startMs: number;
  readonly endMs: number;
  readonly profile: RecordProfile;
  readonly batchId: string;
  /** Position in `records` of the batch. */
  readonly index: number;
  readonly samples: readonly StoredSample[];
}
