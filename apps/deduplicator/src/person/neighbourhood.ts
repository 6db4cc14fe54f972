import type { UserKey } from '@tributary/contracts';
import { HOUR_MS, type ChunkKey, type MetricWindow, type SeriesChunk } from '@tributary/store';
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

  keepOnly(windows: readonly MetricWindow[]): void {
    this.#spans = new Map();
    for (const window of windows) this.include(new Map([[window.metric, [window]]]));
  }
}

interface Kept {
  readonly revision: number;
  readonly chunks: readonly SeriesChunk[];
  readonly spans: SpansByMetric;
  readonly records: number;
}

/** Records held over all people: some hundred bytes each. */
const MOST_RECORDS = 200_000;

/**
 * The chunks a person's last flush worked on. History comes day after day in many flushes; the next one mostly needs
 * what the last one wrote. It is good only while the ledger has the revision that flush left, so another writer's
 * change is never missed. Taken out while in use: a flush that fails leaves nothing behind.
 */
export class NeighbourhoodCache {
  readonly #people = new Map<UserKey, Kept>();
  #records = 0;

  take(user: UserKey, revision: number): Kept | null {
    const kept = this.#people.get(user);
    if (!kept) return null;
    this.#people.delete(user);
    this.#records -= kept.records;
    return kept.revision === revision ? kept : null;
  }

  /** Keeps what the flush worked on, after its transaction is committed. */
  keep(work: PersonWork): void {
    const { spans } = work.neighbourhood;
    const chunks = [...work.chunks.values()].filter(
      ({ id, key }) => work.changedChunks.has(id) || work.neighbourhood.holds(key),
    );
    const records = chunks.reduce((sum, chunk) => sum + chunk.records.size, 0);
    this.#people.set(work.user, {
      revision: (work.ledger?.revision ?? 0) + (work.isChanged ? 1 : 0),
      chunks,
      spans,
      records,
    });
    this.#records += records;
    for (const [user, kept] of this.#people) {
      if (this.#records <= MOST_RECORDS) break;
      this.#people.delete(user);
      this.#records -= kept.records;
    }
  }
}
