import type { UserKey } from '@tributary/contracts';
import {
  bucketHours,
  HOUR_MS,
  LONGEST_SAMPLE_MS,
  type ChunkKey,
  type IdColumns,
  type MetricWindow,
  type SeriesChunk,
} from '@tributary/store';
import type { PersonWork } from './person-work.js';
import { unionOf, type Span } from './spans.js';

type SpansByMetric = ReadonlyMap<string, readonly Span[]>;

/** Which windows of which metrics are wholly in memory. */
export class Neighbourhood {
  #spans = new Map<string, readonly Span[]>();

  get spans(): SpansByMetric {
    return this.#spans;
  }

  include(spans: SpansByMetric): void {
    for (const [metric, list] of spans) this.#spans.set(metric, unionOf([...(this.#spans.get(metric) ?? []), ...list]));
  }

  covers({ metric, fromMs, toMs }: MetricWindow): boolean {
    return this.#spans.get(metric)?.some((span) => span.fromMs <= fromMs && toMs <= span.toMs) ?? false;
  }

  /** Whether a chunk would be in memory if it existed. */
  holds({ metric, hour }: ChunkKey): boolean {
    const startMs = hour * HOUR_MS;
    return this.#spans.get(metric)?.some((span) => span.fromMs <= startMs && startMs < span.toMs) ?? false;
  }

  /** Whether a chunk has samples in what is wholly in memory, also if it begins before. */
  reaches(chunk: SeriesChunk): boolean {
    const { key } = chunk;
    const startMs = key.hour * HOUR_MS;
    const before = (this.#spans.get(key.metric) ?? []).filter(
      ({ fromMs }) => startMs < fromMs && fromMs < startMs + bucketHours(key.metric) * HOUR_MS + LONGEST_SAMPLE_MS,
    );
    if (before.length === 0) return false;
    const { endMs } = chunk.samples();
    return before.some(({ fromMs }) => endMs.some((end) => end >= fromMs));
  }

  keepOnly(windows: readonly MetricWindow[]): void {
    this.#spans = new Map();
    for (const window of windows) this.include(new Map([[window.metric, [window]]]));
  }
}

/** What a flush leaves to the next one of the person: the chunks it worked on, and the windows they fill. */
interface Kept {
  readonly revision: number;
  /** Number of the flush that kept it, counted over all people. */
  readonly flush: number;
  readonly chunks: readonly SeriesChunk[];
  readonly spans: SpansByMetric;
  readonly idColumns: IdColumns | null;
  readonly packedBytes: number;
  openBytes: number;
}

/** Packed bytes held over all people. */
const MOST_PACKED_BYTES = 24 * 1024 * 1024;
/** What some of them hold unpacked beside it, so that a stream of small batches does not unpack the same hours anew. */
const MOST_OPEN_BYTES = 32 * 1024 * 1024;
/** A person without a flush for this many of all people's gives up the room. */
const STALE_FLUSHES = 200;
/** Of one more chunk or person, whatever it holds. */
const ENTRY_BYTES = 500;

/**
 * The chunks a person's last flush worked on. History comes day after day in many flushes; the next one mostly needs
 * what the last one wrote. It is good only while the ledger has the revision that flush left, so another writer's
 * change is never missed. Taken out while in use: a flush that fails leaves nothing behind.
 */
export class NeighbourhoodCache {
  /** The longest unused first. */
  readonly #people = new Map<UserKey, Kept>();
  #packedBytes = 0;
  #openBytes = 0;
  #flushes = 0;

  take(user: UserKey, revision: number): Pick<Kept, 'chunks' | 'spans' | 'idColumns'> | null {
    const kept = this.#drop(user);
    return kept?.revision === revision ? kept : null;
  }

  /** Leaves nothing of a person in memory. */
  forget(user: UserKey): void {
    this.#drop(user);
  }

  /** Keeps what the flush worked on, after its transaction is committed. */
  keep(work: PersonWork): void {
    const { user, neighbourhood } = work;
    this.#drop(user);
    const chunks = [...work.chunks.values()].filter((chunk) => chunk.packed !== null && isWorkedOn(work, chunk));
    // Where nothing changed this time the series has gone on, and the next flush will hardly ask for the records.
    for (const chunk of chunks) if (chunk.isOpen && !work.changedChunks.has(chunk.id)) chunk.close();
    // A column may name what a delete took since, but must not lack what a record brought.
    const idColumns = work.runs.some(({ records }) => records.length > 0) ? null : work.idColumns;
    const kept: Kept = {
      flush: (this.#flushes += 1),
      revision: work.revisionAfter,
      chunks,
      spans: neighbourhood.spans,
      idColumns,
      packedBytes:
        (idColumns?.bytes ?? 0) +
        chunks.reduce((sum, { packed }) => sum + (packed?.length ?? 0) + ENTRY_BYTES, ENTRY_BYTES),
      openBytes: chunks.reduce((sum, { openBytes }) => sum + openBytes, 0),
    };
    this.#people.set(user, kept);
    this.#packedBytes += kept.packedBytes;
    this.#openBytes += kept.openBytes;
    this.#makeRoom(kept);
  }

  /** People come in turns: to close the longest unused one would close each just before its turn, so the newest yields. */
  #makeRoom(newest: Kept): void {
    for (const kept of this.#people.values()) {
      if (this.#openBytes <= MOST_OPEN_BYTES) break;
      this.#close(this.#flushes - kept.flush > STALE_FLUSHES ? kept : newest);
    }
    for (const user of this.#people.keys()) {
      if (this.#packedBytes <= MOST_PACKED_BYTES) break;
      this.#drop(user);
    }
  }

  #close(kept: Kept): void {
    if (kept.openBytes === 0) return;
    this.#openBytes -= kept.openBytes;
    kept.openBytes = 0;
    for (const chunk of kept.chunks) chunk.close();
  }

  #drop(user: UserKey): Kept | null {
    const kept = this.#people.get(user);
    if (!kept) return null;
    this.#people.delete(user);
    this.#packedBytes -= kept.packedBytes;
    this.#openBytes -= kept.openBytes;
    return kept;
  }
}

const isWorkedOn = ({ changedChunks, neighbourhood }: PersonWork, chunk: SeriesChunk): boolean =>
  changedChunks.has(chunk.id) || neighbourhood.holds(chunk.key) || neighbourhood.reaches(chunk);
