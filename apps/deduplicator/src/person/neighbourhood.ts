import type { UserKey } from '@tributary/contracts';
import {
  bucketHours,
  HOUR_MS,
  LONGEST_SAMPLE_MS,
  type ChunkKey,
  type MetricWindow,
  SeriesChunk,
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

interface PackedChunk {
  readonly key: ChunkKey;
  readonly packed: Buffer;
}

interface Kept {
  readonly revision: number;
  readonly chunks: readonly PackedChunk[];
  readonly spans: SpansByMetric;
  readonly bytes: number;
}

/** What a flush takes out: chunks of its own to change, and the windows they fill. */
export interface TakenNeighbourhood {
  readonly chunks: readonly SeriesChunk[];
  readonly spans: SpansByMetric;
}

/** Packed bytes held over all people; unpacked they would take twenty times that. */
const MOST_BYTES = 24 * 1024 * 1024;
/** Of one more chunk or person, whatever it holds. */
const ENTRY_BYTES = 500;

/**
 * The chunks a person's last flush worked on. History comes day after day in many flushes; the next one mostly needs
 * what the last one wrote. It is good only while the ledger has the revision that flush left, so another writer's
 * change is never missed. Taken out while in use: a flush that fails leaves nothing behind.
 */
export class NeighbourhoodCache {
  readonly #people = new Map<UserKey, Kept>();
  #bytes = 0;

  take(user: UserKey, revision: number): TakenNeighbourhood | null {
    const kept = this.#drop(user);
    if (kept?.revision !== revision) return null;
    return { chunks: kept.chunks.map(({ key, packed }) => new SeriesChunk(key, packed)), spans: kept.spans };
  }

  /** Leaves nothing of a person in memory. */
  forget(user: UserKey): void {
    this.#drop(user);
  }

  /** Keeps what the flush worked on, after its transaction is committed. */
  keep(work: PersonWork): void {
    this.#drop(work.user);
    const chunks = [...work.chunks.values()].flatMap((chunk): PackedChunk[] =>
      chunk.packed && isWorkedOn(work, chunk) ? [{ key: chunk.key, packed: chunk.packed }] : [],
    );
    const bytes = chunks.reduce((sum, { packed }) => sum + packed.length + ENTRY_BYTES, ENTRY_BYTES);
    const revision = (work.ledger?.revision ?? 0) + (work.isChanged ? 1 : 0);
    this.#people.set(work.user, { revision, chunks, spans: work.neighbourhood.spans, bytes });
    this.#bytes += bytes;
    for (const user of this.#people.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#drop(user);
    }
  }

  #drop(user: UserKey): Kept | null {
    const kept = this.#people.get(user);
    if (!kept) return null;
    this.#people.delete(user);
    this.#bytes -= kept.bytes;
    return kept;
  }
}

const isWorkedOn = ({ changedChunks, neighbourhood }: PersonWork, chunk: SeriesChunk): boolean =>
  changedChunks.has(chunk.id) || neighbourhood.holds(chunk.key) || neighbourhood.reaches(chunk);
