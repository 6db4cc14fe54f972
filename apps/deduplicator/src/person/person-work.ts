import {
  METRIC_BY_ID,
  type CanonicalChunk,
  type DailySummaryView,
  type EventOp,
  type ExportLine,
  type Origin,
  type RecordId,
  type SleepView,
  type SourceId,
  type UserKey,
  type WorkoutView,
} from '@tributary/contracts';
import {
  COPY_MARGIN_MS,
  emptyChunk,
  LONGEST_RECORDING_MS,
  revisionBefore,
  SESSION_METRICS,
  type ChunkKey,
  chunkId,
  type ClientRecord,
  type Entity,
  type ErasureStub,
  type IdColumns,
  type ImportMark,
  type KeptSnapshot,
  type LearnedZones,
  type Ledger,
  type Receipt,
  type Recording,
  type RegistryEntry,
  type SeriesChunk,
  type StoredRecord,
  type StoredSample,
  type StoredSource,
  type SyncState,
  type UserProfile,
  type WantedIds,
  type ZoneMonth,
} from '@tributary/store';
import { ChunkRoom } from './chunk-room.js';
import { Drafts } from './drafts.js';
import { Neighbourhood } from './neighbourhood.js';
import type { Span } from './spans.js';

const HOUR_MS = 3_600_000;
const MINDFUL = 'mindful_session';

export interface SampleChangeDraft {
  readonly op: EventOp;
  readonly key: ChunkKey;
  readonly record: StoredRecord;
  readonly sample: StoredSample;
  readonly batchId: string;
}

export interface EventChangeDraft {
  readonly op: EventOp;
  readonly recording: Recording;
  readonly batchId: string;
}

/** Copies are told among amounts: readings of the same value a moment apart are no copies. */
export const isAmount = (metric: string): boolean =>
  ['sweep', 'pooled'].includes(METRIC_BY_ID.get(metric)?.resolution ?? 'none');

/**
 * Time behind the end of a record on which it still decides. What is swept hides instants at its very end, and a near
 * copy of an amount (starts later, ends less than a second later) counts where it goes; those before it do so anyway.
 */
function reachOf(metric: string): number {
  if (!isAmount(metric)) return 0;
  return metric in SESSION_METRICS ? 1 : COPY_MARGIN_MS;
}

/** UTC hours in which something changed: what must be resolved again, in proportion to what came. */
export class TouchedHours {
  readonly #hours = new Set<number>();
  /** The hour that was added last: the next time mostly lies in it. */
  #latest = Number.NaN;

  /** @param reachMs time behind an end that is touched too */
  constructor(private readonly reachMs = 0) {}

  add(startMs: number, endMs: number): void {
    const first = Math.floor(startMs / HOUR_MS);
    const last = Math.floor(Math.max(startMs, endMs - 1 + this.reachMs) / HOUR_MS);
    if (first === last && first === this.#latest) return;
    for (let hour = first; hour <= last; hour++) this.#hours.add(hour);
    this.#latest = last;
  }

  get ascending(): number[] {
    return [...this.#hours].sort((a, b) => a - b);
  }
}

/** One person in one flush: what was read, what came, what changes. Steps fill it; one transaction writes it. */
export class PersonWork {
  ledger: Ledger | null = null;
  profile: UserProfile | null = null;
  /** What is known of an erasure of this id. */
  erasure: ErasureStub = { erasedMs: null, pendingMs: null };
  readonly learnedZones: LearnedZones[] = [];
  /** Settings and rules that an import brings. */
  readonly restored: { profile?: ExportLine<'user'>; rules?: ExportLine<'priorities'> } = {};

  readonly registry = new Drafts<RegistryEntry>();
  readonly recordings = new Drafts<Recording>();
  readonly clientRecords = new Drafts<ClientRecord>();
  readonly receipts = new Drafts<Receipt>();
  readonly sources = new Drafts<StoredSource>();
  readonly syncStates = new Drafts<SyncState>();
  readonly zoneMonths = new Drafts<ZoneMonth>();
  readonly snapshots = new Drafts<KeptSnapshot>();
  readonly imports = new Drafts<ImportMark>();
  readonly dailySummaries = new Drafts<Entity<DailySummaryView>>();
  readonly sleepEpisodes = new Drafts<Entity<SleepView>>();
  readonly workouts = new Drafts<Entity<WorkoutView>>();

  readonly chunks = new Map<string, SeriesChunk>();
  /** What of each metric was read whole, this time or by the flush before. */
  readonly neighbourhood = new Neighbourhood();
  readonly changedChunks = new Set<string>();
  readonly #rooms = new Map<string, ChunkRoom>();
  /** Of every chunk of the dense metrics, in a flood of deletes. */
  idColumns: IdColumns | null = null;
  /** The part of the windows of snapshots that this flush settles. */
  snapshotPart: Span = { fromMs: -Infinity, toMs: Infinity };
  /** Ids of deletes whose records may have no registry entry; null: none. */
  denseDeletions: WantedIds | null = null;

  readonly sampleChanges: SampleChangeDraft[] = [];
  readonly eventChanges: EventChangeDraft[] = [];
  readonly touchedMetrics = new Map<string, TouchedHours>();
  readonly touchedSleep = new TouchedHours();
  readonly touchedWorkouts = new TouchedHours();
  readonly batchIds = new Set<string>();

  constructor(
    readonly user: UserKey,
    readonly tenant: string,
    readonly userId: string,
    public runs: readonly CanonicalChunk[],
    readonly origin: Origin,
    /** Epoch milliseconds at which the flush began: the time of its events. */
    readonly nowMs: number,
  ) {}

  /** The chunk of a key, made empty when there is none. */
  chunk(key: ChunkKey, id = chunkId(key)): SeriesChunk {
    const known = this.chunks.get(id);
    if (known) return known;
    const made = emptyChunk(key);
    this.chunks.set(id, made);
    return made;
  }

  /** What may still come to a chunk in this flush. */
  roomIn(chunk: string): ChunkRoom {
    const known = this.#rooms.get(chunk);
    if (known) return known;
    const room = new ChunkRoom(this.chunks.get(chunk)?.packed?.length ?? 0);
    this.#rooms.set(chunk, room);
    return room;
  }

  takeChunks(read: readonly SeriesChunk[]): void {
    for (const chunk of read) if (!this.chunks.has(chunk.id)) this.chunks.set(chunk.id, chunk);
  }

  touchMetric(metric: string, startMs: number, endMs: number): void {
    const hours = this.touchedMetrics.get(metric) ?? new TouchedHours(reachOf(metric));
    hours.add(startMs, endMs);
    this.touchedMetrics.set(metric, hours);
    if (metric === 'sleep_stage') {
      this.touchedSleep.add(startMs, endMs);
      this.touchMetric('sleep_duration', startMs, endMs);
    }
  }

  touchRecording({ kind, type, startMs, endMs }: Recording): void {
    if (kind === 'sleep') this.touchedSleep.add(startMs, endMs);
    if (kind === 'workout') this.touchedWorkouts.add(startMs, endMs);
    const session = kind === 'event' ? (type === MINDFUL ? 'mindfulness_duration' : null) : `${kind}_duration`;
    // An event may last for decades: a session reaches as far as a day looks back for it, all else counts at its start.
    if (session === null) this.touchMetric(type, startMs, startMs);
    else this.touchMetric(session, startMs, Math.min(endMs, startMs + LONGEST_RECORDING_MS));
  }

  /** Whether the flush changes anything: a redelivered one does not, and is not written. */
  get isChanged(): boolean {
    const drafts = [
      this.registry,
      this.recordings,
      this.clientRecords,
      this.receipts,
      this.sources,
      this.syncStates,
      this.zoneMonths,
      this.snapshots,
      this.imports,
      this.dailySummaries,
      this.sleepEpisodes,
      this.workouts,
    ];
    return (
      this.changedChunks.size > 0 || this.learnedZones.length > 0 || drafts.some(({ changes }) => changes.size > 0)
    );
  }

  /** Latest instant of everything that the person's sources recorded, epoch milliseconds; -Infinity without any. */
  get latestDataMs(): number {
    return Math.max(...Array.from(this.sources.entries(), ([, { lastMs }]) => lastMs));
  }

  /** Revision of the ledger that the flush leaves. */
  get revisionAfter(): number {
    return (this.ledger?.revision ?? revisionBefore(this.erasure.erasedMs)) + (this.isChanged ? 1 : 0);
  }

  recording(id: RecordId): Recording | null {
    return this.recordings.get(id);
  }

  source(id: SourceId): StoredSource | null {
    return this.sources.get(id);
  }
}
