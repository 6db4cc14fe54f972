import type { UserKey } from '@tributary/contracts';
import {
  bucketHours,
  HOUR_MS,
  LONGEST_SAMPLE_MS,
  type ChunkKey,
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
  reaches({ key, records }: SeriesChunk): boolean {
    const startMs = key.hour * HOUR_MS;
    const before = (this.#spans.get(key.metric) ?? []).filter(
      ({ fromMs }) => startMs < fromMs && fromMs < startMs + bucketHours(key.metric) * HOUR_MS + LONGEST_SAMPLE_MS,
    );
    if (before.length === 0) return false;
    const samples = [...records.values()].flatMap((record) => record.samples);
    return before.some(({ fromMs }) => samples.some(({ endMs }) => endMs >= fromMs));
  }

  keepOnly(windows: readonly MetricWindow[]): void {
    this.#spans = new Map();
    for (const window of windows) this.include(new Map([[window.metric, [window]]]));
  }
}

interface Kept {
  readonly revision: number;
  readonly chunks: readonly SeriesChunk[];
  readonly spans: SpansByMetric;
  readonly samples: number;
}

const samplesIn = (chunk: SeriesChunk): number => {
  let samples = 0;
  for (const record of chunk.records.values()) samples += record.samples.length;
  return samples;
};

/** Samples held over all people: some two hundred bytes each. */
const MOST_SAMPLES = 250_000;

/**
 * The chunks a person's last flush worked on. History comes day after day in many flushes; the next one mostly needs
 * what the last one wrote. It is good only while the ledger has the revision that flush left, so another writer's
 * change is never missed. Taken out while in use: a flush that fails leaves nothing behind.
 */
export class NeighbourhoodCache {
  readonly #people = new Map<UserKey, Kept>();
  #samples = 0;

  take(user: UserKey, revision: number): Kept | null {
    const kept = this.#people.get(user);
    if (!kept) return null;
    this.#people.delete(user);
    this.#samples -= kept.samples;
    return kept.revision === revision ? kept : null;
  }

  /** Keeps what the flush worked on, after its transaction is committed. */
  keep(work: PersonWork): void {
    const { spans } = work.neighbourhood;
    const chunks = [...work.chunks.values()].filter(
      (chunk) =>
        work.changedChunks.has(chunk.id) || work.neighbourhood.holds(chunk.key) || work.neighbourhood.reaches(chunk),
    );
    const samples = chunks.reduce((sum, chunk) => sum + samplesIn(chunk), 0);
    this.#people.set(work.user, {
      revision: (work.ledger?.revision ?? 0) + (work.isChanged ? 1 : 0),
      chunks,
      spans,
      samples,
    });
    this.#samples += samples;
    for (const [user, kept] of this.#people) {
      if (this.#samples <= MOST_SAMPLES) break;
      this.#people.delete(user);
      this.#samples -= kept.samples;
    }
  }
}
