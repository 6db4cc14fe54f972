import type { FlagId } from './catalog/flags.js';
import type { WarningCode, RecordFailureCode } from './catalog/failures.js';
import type { RecordId, SourceId } from './ids.js';
import type { Platform } from './platforms.js';

/** How a value came into being (Health Connect `recordingMethod`, HealthKit `HKWasUserEntered`). */
export type RecordingMethod = 'unknown' | 'active' | 'automatic' | 'manual';

/** App + device + device kind: one package can hide a phone and a watch, which are then two sources. */
export interface Source {
  readonly id: SourceId;
  readonly app: { readonly id: string; readonly name: string | null };
  /** `type` is an id of `DEVICE_TYPES`: watch, phone, band, ring, scale, …, unknown. */
  readonly device: { readonly manufacturer: string | null; readonly model: string | null; readonly type: string };
}

/**
 * Versions of one identity are compared field by field in this order; an absent field is lowest; the newer wins
 * whatever arrives last.
 */
export interface RecordVersion {
  /** `clientRecordVersion` (Health Connect) or `HKSyncVersion` (HealthKit). */
  readonly client: number | null;
  /** `lastModifiedTime`, epoch milliseconds (Health Connect). */
  readonly modifiedMs: number | null;
  /** First 16 hex digits of the SHA-256 of the canonical content. */
  readonly hash: string;
}

/** A canonical code, a text, a number or a truth; a quantity keeps the unit it was sent in. */
export type AttributeValue = string | number | boolean | { readonly value: number; readonly unit: string | null };
/** Facts beside a value that change what it means (meal relation of a glucose value), by attribute id in order of the ids. */
export type SampleAttributes = Readonly<Record<string, AttributeValue>>;

/** One value of one metric. `start === end` is an instant, otherwise half-open `[startMs, endMs)`. */
export interface CanonicalSample {
  /** '' for the only sample of its record, else what tells it from its siblings (see `partId`). */
  readonly part: string;
  readonly metric: string;
  /** Epoch milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** In the metric's canonical unit. A stage or code metric carries the platform's code. */
  readonly value: number;
  /** Value and unit as sent; absent when equal to the canonical ones. */
  readonly rawValue?: number;
  readonly rawUnit?: string;
  readonly flags?: readonly FlagId[];
  /** Absent where the record says nothing beside the value. */
  readonly attributes?: SampleAttributes;
}

/** Epoch milliseconds, half-open. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

export interface SleepStageInterval extends Interval {
  /** Id of `SLEEP_STAGES`. */
  readonly stage: string;
  readonly rawStage: number | string;
}

export interface WorkoutSegment extends Interval {
  /** Canonical segment name (lower snake case), `rest` and `pause` among them. */
  readonly type: string;
  readonly rawType: number | string;
  readonly repetitions?: number;
}

export interface WorkoutLap extends Interval {
  /** Metres; absent when the platform gave none. */
  readonly lengthMeters?: number;
}

export interface WorkoutEvent extends Interval {
  /** pause, resume, lap, marker, motion_paused, motion_resumed, segment, pause_or_resume_request. */
  readonly type: string;
}

export interface RoutePoint {
  readonly timeMs: number;
  /** Degrees, WGS 84. */
  readonly latitude: number;
  readonly longitude: number;
  /** Metres. */
  readonly altitude?: number;
  readonly horizontalAccuracy?: number;
  readonly verticalAccuracy?: number;
  /** Metres per second. */
  readonly speed?: number;
  /** Degrees clockwise from north. */
  readonly course?: number;
}

/** A statistic of a workout in the canonical unit of its metric. */
export interface WorkoutStatistic {
  readonly unit: string;
  readonly value?: number;
  readonly avg?: number;
  readonly min?: number;
  readonly max?: number;
}

/** What a record says. `samples` go into series chunks; the others are one document each. */
export type CanonicalContent =
  | { readonly kind: 'samples'; readonly samples: readonly CanonicalSample[] }
  | {
      readonly kind: 'workout';
      readonly sport: string;
      readonly rawSport: number | string;
      readonly title: string | null;
      readonly notes: string | null;
      /** Seconds without pauses and rests, where the platform states it. */
      readonly activeSeconds: number | null;
      readonly statistics: Readonly<Record<string, WorkoutStatistic>>;
      readonly segments: readonly WorkoutSegment[];
      readonly laps: readonly WorkoutLap[];
      readonly events: readonly WorkoutEvent[];
      /** null: no information; `withheld`: a route exists but was not given. Both keep what is stored; `[]` removes it. */
      readonly route: readonly RoutePoint[] | 'withheld' | null;
      readonly attributes: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'sleep';
      readonly title: string | null;
      readonly notes: string | null;
      readonly stages: readonly SleepStageInterval[];
    }
  | {
      readonly kind: 'event';
      /** Metric id, or the raw identifier where the tables have none. */
      readonly type: string;
      readonly value: string | number | boolean | null;
      readonly rawValue: string | number | boolean | null;
      readonly attributes: Readonly<Record<string, unknown>>;
    };

/** One platform record in the canonical model; a raw record may give several, which then share its `index`. */
export interface CanonicalRecord extends Interval {
  readonly id: RecordId;
  /** Position in `records` of the batch. */
  readonly index: number;
  readonly version: RecordVersion;
  /** Platform type identifier and record id as sent (the id's case kept). */
  readonly rawType: string;
  readonly rawId: string | null;
  /** Offsets the record itself names, minutes east of UTC; null where it names none. */
  readonly startOffsetMinutes: number | null;
  readonly endOffsetMinutes: number | null;
  /** IANA zone the record itself names. */
  readonly timeZone: string | null;
  readonly sourceId: SourceId;
  readonly recordingMethod: RecordingMethod;
  readonly flags: readonly FlagId[];
  readonly clientRecordId: string | null;
  readonly content: CanonicalContent;
  /** The raw record, for records that become documents of their own (not for samples: the batch keeps those). */
  readonly raw?: unknown;
}

/** A record that the phone reports as deleted. A delete is a version too. */
export interface CanonicalDeletion {
  /** Position in `deletions` of the batch. */
  readonly index: number;
  readonly id: RecordId;
  readonly rawId: string;
  readonly recordType: string | null;
  /** Epoch milliseconds; the batch's receipt time where the client gave none. */
  readonly deletedMs: number;
}

/** "In this window, for this type (and app), the batch holds everything there is." */
export interface CanonicalSnapshot extends Interval {
  readonly recordType: string;
  readonly app: string | null;
  /** Ids of the batch's records of that type (and app) that start in the window. */
  readonly present: readonly RecordId[];
}

export interface RecordProblem {
  readonly index: number;
  readonly code: RecordFailureCode;
  /** Path into the batch: `records[3].quantity`. */
  readonly path: string;
  readonly detail: string;
}

export interface RecordWarning {
  readonly index: number;
  readonly code: WarningCode;
  readonly path: string;
}

/** What changed a state: a live upload, history, a replayed dead letter, or a rule change. */
export type Origin = 'live' | 'backfill' | 'replay' | 'reresolve';

/** Facts about the batch that every chunk of it carries. */
export interface BatchFacts {
  readonly tenant: string;
  readonly userId: string;
  readonly batchId: string;
  /** SHA-256 of the inflated body, hex: the same batch id with another hash is another content. */
  readonly contentHash: string;
  readonly platform: Platform;
  readonly origin: Origin;
  readonly receivedMs: number;
  /** `device.timeZone` of the envelope. */
  readonly deviceTimeZone: string | null;
  /** Lengths of the batch's lists. */
  readonly records: number;
  readonly deletions: number;
  /** W3C Trace Context of the request that brought the batch. */
  readonly traceparent?: string;
}

/**
 * The value of a `canonical-records.v1` message: a run of one batch. Runs of a batch come in order and cover every
 * raw record once: `[fromIndex, toIndex)`. The last run carries what concerns the batch as a whole.
 */
export interface CanonicalChunk {
  readonly schemaVersion: 1;
  readonly batch: BatchFacts;
  readonly fromIndex: number;
  readonly toIndex: number;
  readonly sources: readonly Source[];
  readonly records: readonly CanonicalRecord[];
  readonly problems: readonly RecordProblem[];
  readonly warnings: readonly RecordWarning[];
  readonly last: LastRun | null;
}

export interface LastRun {
  /** Another run of deletions of the same batch follows; only the very last one carries the other fields. */
  readonly more: boolean;
  readonly deletions: readonly CanonicalDeletion[];
  /** Quarantined deletions: index into `deletions` of the batch. */
  readonly deletionProblems: readonly RecordProblem[];
  /** Snapshots that could not be read: index into `snapshots`. They delete nothing and count as no outcome. */
  readonly snapshotProblems?: readonly RecordProblem[];
  readonly deletionsUnavailable: readonly string[];
  readonly snapshots: readonly CanonicalSnapshot[];
  /** Opaque sync anchors by record type. */
  readonly anchors: Readonly<Record<string, string>>;
  readonly sequence: number | null;
}
