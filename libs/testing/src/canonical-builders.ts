import {
  recordIdOf,
  sha256,
  sourceIdOf,
  type BatchFacts,
  type CanonicalChunk,
  type CanonicalContent,
  type CanonicalDeletion,
  type CanonicalRecord,
  type CanonicalSample,
  type LastRun,
  type RecordVersion,
  type Source,
} from '@tributary/contracts';

/** Valid defaults for canonical data; a spec names only what it is about. */

export function aSource(type = 'watch', app = `com.example.${type}`): Source {
  return {
    id: sourceIdOf(app, 'Acme', type, type),
    app: { id: app, name: null },
    device: { manufacturer: 'Acme', model: type, type },
  };
}

export function aBatch(overrides: Partial<BatchFacts> = {}): BatchFacts {
  return {
    tenant: 'demo',
    userId: 'u1',
    batchId: 'b1',
    contentHash: sha256(overrides.batchId ?? 'b1'),
    platform: 'health_connect',
    origin: 'live',
    receivedMs: Date.parse('2026-10-21T08:00:00Z'),
    deviceTimeZone: null,
    records: 0,
    deletions: 0,
    ...overrides,
  };
}

export interface SampleSpec {
  readonly id: string;
  readonly metric?: string;
  /** RFC 3339. */
  readonly start: string;
  readonly end?: string;
  readonly value: number;
  readonly source?: Source;
  readonly version?: Partial<RecordVersion>;
  readonly overrides?: Partial<CanonicalRecord>;
}

/** A record of one sample, at offset +00:00, whose content hash follows from its content. */
export function aSampleRecord({
  id,
  metric = 'steps',
  start,
  end = start,
  value,
  source = aSource(),
  version,
  overrides,
}: SampleSpec): CanonicalRecord {
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  const sample: CanonicalSample = { part: '', metric, startMs, endMs, value };
  return {
    id: recordIdOf('health_connect', id),
    index: 0,
    version: {
      client: null,
      modifiedMs: null,
      hash: sha256(JSON.stringify([sample, source.id])).slice(0, 16),
      ...version,
    },
    rawType: metric,
    rawId: id,
    startMs,
    endMs,
    startOffsetMinutes: 0,
    endOffsetMinutes: 0,
    timeZone: null,
    sourceId: source.id,
    recordingMethod: 'automatic',
    flags: [],
    clientRecordId: null,
    content: { kind: 'samples', samples: [sample] },
    ...overrides,
  };
}

type WorkoutContent = Extract<CanonicalContent, { kind: 'workout' }>;

/** A run of which no more is told than `overrides` say. */
export const aWorkoutContent = (overrides: Partial<WorkoutContent> = {}): WorkoutContent => ({
  kind: 'workout',
  sport: 'running',
  rawSport: 56,
  title: null,
  notes: null,
  activeSeconds: null,
  statistics: {},
  segments: [],
  laps: [],
  events: [],
  route: null,
  attributes: {},
  ...overrides,
});

export const aDeletion = (id: string, deletedAt: string, index = 0): CanonicalDeletion => ({
  index,
  id: recordIdOf('health_connect', id),
  rawId: id,
  recordType: null,
  deletedMs: Date.parse(deletedAt),
});

export interface RunSpec {
  readonly batch?: Partial<BatchFacts>;
  readonly records?: readonly CanonicalRecord[];
  readonly deletions?: readonly CanonicalDeletion[];
  readonly sources?: readonly Source[];
  readonly last?: Partial<LastRun>;
}

/** A whole batch as one run, its records numbered in order. */
export function aRun({
  batch = {},
  records = [],
  deletions = [],
  sources = [aSource()],
  last = {},
}: RunSpec): CanonicalChunk {
  return {
    schemaVersion: 1,
    batch: aBatch({ records: records.length, deletions: deletions.length, ...batch }),
    fromIndex: 0,
    toIndex: records.length,
    sources,
    records: records.map((record, index) => ({ ...record, index })),
    problems: [],
    warnings: [],
    last: {
      more: false,
      deletions: deletions.map((deletion, index) => ({ ...deletion, index })),
      deletionProblems: [],
      deletionsUnavailable: [],
      snapshots: [],
      anchors: {},
      sequence: null,
      ...last,
    },
  };
}
